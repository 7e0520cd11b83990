-- int_attribution_modes: events of shared devices that a mode of attribution gives to another profile than they have.
-- grain:  mode, event_key
-- kind:   table
-- audits: unique(grain)
-- column mode: valid_at_event, last_authenticated, first_known or isolate
-- column present_key: the profile that has the event; null where nobody has
-- column mode_key: the profile that would have it; null where nobody would
with

owners as (
    select 'valid_at_event' as mode, event_key, valid_at_event as mode_key from owned_events
    union all
    select 'last_authenticated' as mode, event_key, last_authenticated as mode_key from owned_events
    union all
    select 'first_known' as mode, event_key, first_known as mode_key from owned_events
    union all
    select 'isolate' as mode, event_key, null as mode_key from owned_events
),

present as (
    select event_key, profile_key as present_key
    from event_profiles
    semi join owned_events using (event_key)
),

final as (
    select owners.mode, owners.event_key, present.present_key, owners.mode_key
    from owners
    left join present using (event_key)
    where owners.mode_key is distinct from present.present_key
)

select * from final
