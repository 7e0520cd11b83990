-- fct_stitching_uplift: what stitching changes: the same counts over profiles, and over the single identifiers of events.
-- grain:  analysis, name, key
-- kind:   view
-- audits: unique(grain)
-- column analysis: people, journeys, drop_off_kinds, drop_offs, next_channels, transitions or funnel_steps
-- column name: the journey or the funnel; empty for people
-- column key: what is counted: a measure, a kind, a label, a channel, `from > to`, or a step with its number
-- column stitched: counted over profiles, as everywhere else
-- column unstitched: counted as if each event belonged to its most local identifier alone
-- column difference: stitched − unstitched
with

final as (
    select analysis, name, key, stitched, unstitched, stitched - unstitched as difference
    from stitching_uplift
)

select * from final
