-- earlier_attributions: to whom the events in scope belonged before.
-- grain: event_key
with

-- Events that are read for the first time belonged to nobody.
known as (
    select event_key
    from id_rejudged_events
    anti join (
        select event_key
        from id_new_events
        anti join displaced_events using (event_key)
    ) as first_read using (event_key)
),

final as (
    select event_profiles.event_key, event_profiles.profile_key, event_profiles.identifier_key, event_profiles.is_anonymous
    from event_profiles
    semi join known using (event_key)
)

select * from final
