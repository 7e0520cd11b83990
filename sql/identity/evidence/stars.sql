-- stars: events that carried several values, with the strongest usable identifier of each.
-- grain: event_key
with

final as (
    select
        candidates.event_key,
        candidates.occurred_at,
        candidates.is_join,
        candidates.identifiers,
        candidates.is_anonymous,
        coalesce(repeated.strongest_key, candidates.strongest_key) as strongest_key,
        coalesce(repeated.is_verified, candidates.is_verified) as is_verified,
        -- An aliased or merged event says that its ids are one: that is no conflict.
        coalesce(repeated.is_over_limit, false) and not candidates.is_join as is_conflicting,
    from id_star_candidates as candidates
    left join id_repeated_namespaces as repeated using (event_key)
)

select * from final
