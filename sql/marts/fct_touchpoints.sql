-- fct_touchpoints: every event that belongs to a profile and counts.
-- grain:  source, event_id
-- kind:   view
-- audits: none
-- column channel: where it happened; the source's channel setting wins
-- column step_label: what it is called in paths: channel/event_type unless labels say otherwise
-- column profile_id: the profile to which the touchpoint belongs
-- column touchpoint_number: place among the profile's touchpoints in canonical order, from 1
-- column occurred_at: when it happened, by its record
-- column session_id: the session it is in; null for outbound
-- column matched_namespace: the namespace of the identifier by which the event was given to its profile
-- column value: money that changed hands, in the currency beside it
with

touchpoints as (
    select
        profile_key, touchpoint_number, event_key, session_key, identifier_key, kind_key, occurred_at, is_anonymous,
    from int_touchpoints
),

own_texts as (
    select event_key, event_id, item, value
    from events
),

kinds as (
    select
        kind_key, source, channel, event_type, vendor_event, direction, campaign, currency, step_label,
    from int_kinds
),

matched_identifiers as (
    select identifier_key, namespace
    from identifiers
),

sessions as (
    select int_sessions.session_key, events.source || ':' || events.event_id as session_id
    from int_sessions
    inner join events on int_sessions.session_key = events.event_key
),

people as (
    select profile_key, profile_id
    from profiles
),

final as (
    select
        people.profile_id,
        touchpoints.touchpoint_number,
        kinds.source,
        own_texts.event_id,
        kinds.channel,
        kinds.event_type,
        kinds.vendor_event,
        kinds.step_label,
        kinds.direction,
        published_time(touchpoints.occurred_at) as occurred_at,
        sessions.session_id,
        own_texts.item,
        kinds.campaign,
        own_texts.value,
        kinds.currency,
        matched_identifiers.namespace as matched_namespace,
        touchpoints.is_anonymous,
    from own_texts
    inner join touchpoints on own_texts.event_key = touchpoints.event_key
    inner join kinds on touchpoints.kind_key = kinds.kind_key
    inner join people on touchpoints.profile_key = people.profile_key
    inner join matched_identifiers on touchpoints.identifier_key = matched_identifiers.identifier_key
    left join sessions on touchpoints.session_key = sessions.session_key
)

select * from final
