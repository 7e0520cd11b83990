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
        definition_key, label_key, channel_key, drop_off_kind, next_channel_key, journey_key, profile_key,
        seconds_until_next,
    from int_drop_offs
),

definitions as (
    select definition_key, journey_name
    from cfg_journeys
),

channels as (
    select channel_key, channel
    from int_channels
),

labels as (
    select label_key, step_label
    from int_step_labels
),

counts as (
    select
        definition_key,
        label_key,
        channel_key,
        drop_off_kind,
        next_channel_key,
        count(*) as drop_offs,
        count(distinct journey_key) as journeys,
        count(distinct profile_key) as profiles,
        quantile_cont(seconds_until_next, 0.5) as median_seconds_until_next,
    from drop_offs
    group by definition_key, label_key, channel_key, drop_off_kind, next_channel_key
),

final as (
    select
        definitions.journey_name,
        labels.step_label,
        channels.channel,
        counts.drop_off_kind,
        next_channels.channel as next_channel,
        counts.drop_offs,
        counts.journeys,
        counts.profiles,
        counts.median_seconds_until_next,
    from counts
    inner join definitions on counts.definition_key = definitions.definition_key
    inner join labels on counts.label_key = labels.label_key
    inner join channels on counts.channel_key = channels.channel_key
    left join channels as next_channels on counts.next_channel_key = next_channels.channel_key
)

select * from final
