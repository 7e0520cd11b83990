-- int_kinds: every kind of touchpoint, with a number that stands for all of its texts inside the store.
-- grain:  source, channel, event_type, vendor_event, direction, campaign, currency, step_label
-- kind:   dictionary
-- key:    kind_key
-- audits: unique(kind_key), unique(grain)
-- column kind_key: names the kind; no number is published
with

names as (
    select source, channel, event_type, vendor_event, direction, campaign, currency, step_label
    from int_names
),

final as (
    select distinct source, channel, event_type, vendor_event, direction, campaign, currency, step_label
    from names
)

select * from final
