-- asked_event: the event $1, what it carries, and the profile it belongs to, by which identifier.
-- grain: event_key
with

final as (
    select
        events.event_key,
        events.source,
        events.event_id,
        events.occurred_at,
        profiles.profile_id,
        identifiers.namespace || ':' || identifiers."value" as matched_by,
        members.sharing is not null as is_shared,
        exists (select 1 from future_events where future_events.event_key = events.event_key) as is_future,
        len(events.identifiers) as identifiers,
    from events
    left join event_profiles on event_profiles.event_key = events.event_key
    left join profiles on profiles.profile_key = event_profiles.profile_key
    left join identifiers on identifiers.identifier_key = event_profiles.identifier_key
    left join members on members.identifier_key = event_profiles.identifier_key
    where events.event_key = $1::bigint
)

select * from final
