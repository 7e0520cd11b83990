-- int_journey_outcomes: journeys with how they ended, as of the end of the data.
-- grain:  definition_key, journey_key
-- kind:   view
-- audits: none
-- column outcome: converted with its goal, dropped by a silence of more than the definition's idle_days, else open
with

journeys as (
    select
        definition_key, journey_key, profile_key, journey_number, source, event_id, started_at, ended_at,
        is_converted, next_at, touchpoints, steps, sessions, channels, first_channel_key, last_channel_key,
        later_channels, last_label_key, value,
    from int_journeys
),

definitions as (
    select definition_key, journey_name, idle_microseconds
    from cfg_journeys
),

final as (
    select
        journeys.definition_key, definitions.journey_name, journeys.journey_key, journeys.profile_key,
        journeys.journey_number, journeys.source, journeys.event_id, journeys.started_at, journeys.ended_at,
        journeys.touchpoints, journeys.steps, journeys.sessions, journeys.channels, journeys.first_channel_key,
        journeys.last_channel_key, journeys.later_channels, journeys.last_label_key, journeys.value,
        whole_seconds(journeys.started_at, journeys.ended_at) as duration_seconds,
        case
            when journeys.is_converted then 'converted'
            -- A later inbound touchpoint that is not in this journey came after the silence.
            when journeys.next_at is not null then 'dropped'
            when epoch_us(cfg_settings().data_end) - epoch_us(journeys.ended_at) > definitions.idle_microseconds
                then 'dropped'
            else 'open'
        end as outcome,
    from journeys
    inner join definitions on journeys.definition_key = definitions.definition_key
)

select * from final
