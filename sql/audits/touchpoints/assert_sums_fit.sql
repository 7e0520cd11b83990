-- assert_sums_fit: values of a session or journey add up to what decimal(18,2) holds; a sum beyond it stands as null.
-- severity: warn
select 'session' as of_what, null as journey_name, events.source, events.event_id
from int_sessions
inner join events on int_sessions.session_key = events.event_key
where int_sessions.is_value_beyond
union all
select 'journey', cfg_journeys.journey_name, int_journeys.source, int_journeys.event_id
from int_journeys
inner join cfg_journeys on int_journeys.definition_key = cfg_journeys.definition_key
where int_journeys.is_value_beyond
