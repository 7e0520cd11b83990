-- int_channels: every channel that a touchpoint has, with a number that stands for it inside the store.
-- grain:  channel
-- kind:   dictionary
-- key:    channel_key
-- audits: unique(channel_key), unique(channel)
-- column channel: where touchpoints happened
-- column channel_key: names the channel; no number is published
with

names as (
    select channel
    from int_names
),

final as (
    select distinct channel
    from names
)

select * from final
