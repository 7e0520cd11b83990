-- fct_touchpoints: every event that belongs to a profile and counts.
-- grain:  source, event_id
-- kind:   view
-- audits: none
-- column profile_id: the profile to which the touchpoint belongs
-- column touchpoint_number: place among the profile's touchpoints in canonical order, from 1
-- column occurred_at: when it happened, by its record
-- column session_id: the session it is in; null for outbound
-- column value: money that changed hands, in the currency beside it
with

touchpoints as (
    select
        profile_key, touchpoint_number, session_key, source, event_id, channel, event_type, vendor_event, step_label,
        direction, occurred_at, item, campaign, value, currency, matched_namespace, is_anonymous,
    from int_touchpoints
),

sessions as (
    select session_key, source || ':' || event_id as session_id
    from int_sessions
),

people as (
    select profile_key, profile_id
    from profiles
),

final as (
    select
        people.profile_id,
        touchpoints.touchpoint_number,
        touchpoints.source,
        touchpoints.event_id,
        touchpoints.channel,
        touchpoints.event_type,
        touchpoints.vendor_event,
        touchpoints.step_label,
        touchpoints.direction,
        published_time(touchpoints.occurred_at) as occurred_at,
        sessions.session_id,
        touchpoints.item,
        touchpoints.campaign,
        touchpoints.value,
        touchpoints.currency,
        touchpoints.matched_namespace,
        touchpoints.is_anonymous,
    from touchpoints
    inner join people on touchpoints.profile_key = people.profile_key
    left join sessions on touchpoints.session_key = sessions.session_key
)

select * from final
