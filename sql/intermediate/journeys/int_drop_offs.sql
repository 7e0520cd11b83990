-- int_drop_offs: visits that ended without the goal, with what became of them as of the end of the data.
-- grain:  journey_name, journey_key, session_key
-- kind:   view
-- audits: none
-- column drop_off_kind: the first that fits: continued_elsewhere, continued_later, open, came_back, identity_lost, gone
-- column seconds_until_next: whole seconds to the profile's next inbound touchpoint; null where there is none
with

visits as (
    select
        journey_name, profile_key, journey_key, session_key, step_label, channel, ended_at, is_last_visit, next_at,
        next_channel,
    from int_visits
    where not is_goal_reached
),

definitions as (
    select journey_name, idle_microseconds
    from cfg_journeys
),

people as (
    select profile_key, is_known
    from profiles
),

final as (
    select
        visits.journey_name, visits.profile_key, visits.journey_key, visits.session_key, visits.step_label,
        visits.channel, visits.next_channel,
        whole_seconds(visits.ended_at, visits.next_at) as seconds_until_next,
        case
            when not visits.is_last_visit and visits.next_channel <> visits.channel then 'continued_elsewhere'
            when not visits.is_last_visit then 'continued_later'
            when visits.next_at is not null then 'came_back'
            when
                epoch_us(cfg_settings().data_end) - epoch_us(visits.ended_at) <= definitions.idle_microseconds
                then 'open'
            when not people.is_known then 'identity_lost'
            else 'gone'
        end as drop_off_kind,
    from visits
    inner join definitions on visits.journey_name = definitions.journey_name
    inner join people on visits.profile_key = people.profile_key
)

select * from final
