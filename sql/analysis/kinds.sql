-- kinds: what inbound touchpoints are, without what they were about: every combination of the columns that conditions and labels name.
-- grain: kind_key
with

used as (
    select distinct kind_key as stored_key
    from int_touchpoints
    where is_inbound
),

final as (
    select
        (row_number() over (
            order by
                kinds.step_label, kinds.channel, kinds.event_type, kinds.vendor_event, kinds.campaign, kinds.currency,
                kinds.source
        ) - 1)::integer as kind_key,
        kinds.source, kinds.channel, kinds.event_type, kinds.vendor_event, kinds.campaign, kinds.currency,
        kinds.step_label, kinds.direction, used.stored_key,
    from int_kinds as kinds
    inner join used on kinds.kind_key = used.stored_key
)

select * from final
