-- assert_events_are_touchpoints: each stored event that is attributed, not excluded, not later than the end of the data and no profile_updated is exactly one touchpoint of its profile, and no other is one.
-- kind: profile
with

eligible as (
    select event_profiles.event_key, event_profiles.profile_key
    from event_profiles
    inner join int_events_named on event_profiles.event_key = int_events_named.event_key
    where
        not int_events_named.is_excluded
        and int_events_named.event_type <> 'profile_updated'
        and int_events_named.occurred_at <= cfg_settings().data_end
),

pairs as (
    select
        coalesce(eligible.event_key, int_touchpoints.event_key) as event_key,
        eligible.profile_key as belongs_to,
        int_touchpoints.profile_key as stands_under,
    from eligible
    full join int_touchpoints on eligible.event_key = int_touchpoints.event_key
)

select events.source, events.event_id
from pairs
left join events on pairs.event_key = events.event_key
where pairs.belongs_to is distinct from pairs.stands_under
