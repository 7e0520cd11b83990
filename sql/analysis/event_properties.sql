-- event_properties: the properties and traits of inbound touchpoints that have any.
-- grain: profile_key, touchpoint_number
with

touchpoints as (
    select profile_key, touchpoint_number, event_key
    from int_touchpoints
    where is_inbound
),

final as (
    select
        touchpoints.profile_key,
        touchpoints.touchpoint_number::integer as touchpoint_number,
        nullif(events.properties, '{}') as properties,
        nullif(events.traits, '{}') as traits,
    from touchpoints
    inner join events on touchpoints.event_key = events.event_key
    where nullif(events.properties, '{}') is not null or nullif(events.traits, '{}') is not null
    order by touchpoints.profile_key, touchpoints.touchpoint_number
)

select * from final
