-- int_drop_offs: visits that ended without the goal, with what became of them as of the end of the data.
-- grain:  definition_key, journey_key, session_key
-- kind:   view
-- audits: none
-- column drop_off_kind: the first that fits: continued_elsewhere, continued_later, open, came_back, identity_lost, gone
-- column seconds_until_next: whole seconds to the profile's next inbound touchpoint; null where there is none
with

visits as (
    select
        definition_key, profile_key, journey_key, session_key, label_key, channel_key, ended_at, is_last_visit,
        next_at, next_channel_key,
    from int_visits
    where not is_goal_reached
),

definitions as (
    select definition_key, idle_microseconds
    from cfg_journeys
),

people as (
    select profile_key, is_known
    from profiles
),

final as (
    select
        visits.definition_key, visits.profile_key, visits.journey_key, visits.session_key, visits.label_key,
        visits.channel_key, visits.next_channel_key,
        whole_seconds(visits.ended_at, visits.next_at) as seconds_until_next,
        case
            when not visits.is_last_visit and visits.next_channel_key <> visits.channel_key then 'continued_elsewhere'
            when not visits.is_last_visit then 'continued_later'
            when visits.next_at is not null then 'came_back'
            when
                epoch_us(cfg_settings().data_end) - epoch_us(visits.ended_at) <= definitions.idle_microseconds
                then 'open'
            when not people.is_known then 'identity_lost'
            else 'gone'
        end as drop_off_kind,
    from visits
    inner join definitions on visits.definition_key = definitions.definition_key
    inner join people on visits.profile_key = people.profile_key
)

select * from final
