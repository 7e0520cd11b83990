-- journeys: journeys and what became of them, before and after, definition by definition.
-- grain: journey_name
with

earlier as (
    select
        journey_name,
        sum(journeys)::bigint as journeys,
        sum(converted)::bigint as converted,
        sum(dropped)::bigint as dropped,
        sum(open)::bigint as open,
    from before_fct_paths
    group by journey_name
),

later as (
    select
        journey_name,
        sum(journeys)::bigint as journeys,
        sum(converted)::bigint as converted,
        sum(dropped)::bigint as dropped,
        sum(open)::bigint as open,
    from after_fct_paths
    group by journey_name
),

final as (
    select
        coalesce(earlier.journey_name, later.journey_name) as journey_name,
        coalesce(earlier.journeys, 0) as journeys_before,
        coalesce(later.journeys, 0) as journeys_after,
        coalesce(earlier.converted, 0) as converted_before,
        coalesce(later.converted, 0) as converted_after,
        coalesce(earlier.dropped, 0) as dropped_before,
        coalesce(later.dropped, 0) as dropped_after,
        coalesce(earlier.open, 0) as open_before,
        coalesce(later.open, 0) as open_after,
    from earlier
    full outer join later on later.journey_name = earlier.journey_name
    order by journey_name
)

select * from final
