-- stars: events that carried several values, with the strongest usable identifier of each.
-- grain: event_key
with

final as (
    select
        candidates.event_key,
        events.occurred_at,
        events.identity_action in ('aliased', 'merged') as is_join,
        candidates.is_anonymous,
        coalesce(repeated.strongest, candidates.strongest) as strongest,
        -- An aliased or merged event says that its ids are one: that is no conflict.
        coalesce(repeated.is_over_limit, false) and events.identity_action not in ('aliased', 'merged') as is_conflicting,
    from id_star_candidates as candidates
    inner join id_scope_events as events using (event_key)
    left join id_repeated_namespaces as repeated using (event_key)
)

select * from final
