-- assert_sums_fit: values of a session or journey add up to what decimal(18,2) holds; a sum beyond it stands as null.
-- severity: warn
select 'session' as of_what, null as journey_name, source, event_id from int_sessions where is_value_beyond
union all
select 'journey', journey_name, source, event_id from int_journeys where is_value_beyond
