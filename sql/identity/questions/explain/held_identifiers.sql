-- held_identifiers: what the profile $1 holds alone, the strongest first.
-- grain: identifier_key
with

held as (
    select facts.identifier_key, facts.first_seen_at, facts.last_seen_at, facts.events
    from identifier_facts as facts
    left join members using (identifier_key)
    where members.sharing is null and coalesce(members.profile_key, facts.identifier_key) = $1::integer
),

final as (
    select
        held.identifier_key,
        identifiers.namespace,
        identifiers."value" as value,
        identifiers.kind,
        held.identifier_key = $1::integer as is_anchor,
        held.first_seen_at,
        held.last_seen_at,
        held.events,
    from held
    inner join identifiers using (identifier_key)
    order by identifiers.rank, identifiers.namespace, identifiers."value"
)

select * from final
