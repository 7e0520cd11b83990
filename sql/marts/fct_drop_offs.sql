-- fct_drop_offs: what people did after a visit that ended without the goal.
-- grain:  journey_name, step_label, channel, drop_off_kind, next_channel
-- kind:   table
-- audits: unique(grain)
-- column journey_name: the name of the journey's definition
-- column step_label: label of the visit's last step
-- column channel: channel of the visit's last touchpoint
-- column drop_off_kind: continued_elsewhere, continued_later, open, came_back, identity_lost or gone
-- column next_channel: channel of the profile's next inbound touchpoint; null for open, identity_lost and gone
-- column drop_offs: visits that ended so
-- column journeys: journeys with such a visit
-- column profiles: profiles with such a visit
-- column median_seconds_until_next: median of the whole seconds to the profile's next inbound touchpoint
with

drop_offs as (
    select
        journey_name, step_label, channel, drop_off_kind, next_channel, journey_key, profile_key, seconds_until_next,
    from int_drop_offs
),

final as (
    select
        journey_name,
        step_label,
        channel,
        drop_off_kind,
        next_channel,
        count(*) as drop_offs,
        count(distinct journey_key) as journeys,
        count(distinct profile_key) as profiles,
        quantile_cont(seconds_until_next, 0.5) as median_seconds_until_next,
    from drop_offs
    group by journey_name, step_label, channel, drop_off_kind, next_channel
)

select * from final
