-- identity_events: for each profile whose id appeared or took another's place, the first event that brought it, and
-- whether a statement names an identifier of it. $1: the last change that was published. $2: statements published.
-- grain: profile_key
with

changes as (
    select change_number, coalesce(other_profile_id, profile_id) as profile_id, source, event_id
    from identity_changes
    where change_number > $1::bigint
    union all
    select change_number, profile_id, source, event_id
    from identity_changes
    where change_number > $1::bigint
),

brought as (
    select
        profiles.profile_key,
        arg_min(changes.source, changes.change_number) as source,
        arg_min(changes.event_id, changes.change_number) as event_id,
    from changes
    inner join profiles using (profile_id)
    where changes.event_id is not null
    group by profiles.profile_key
),

new_statements as (
    select coalesce(undoes, statement_id) as statement_id
    from statements
    where rowid >= $2::bigint
),

spoken_of as (
    select namespace_a as namespace, value_a as value
    from statements
    semi join new_statements using (statement_id)
    union
    select namespace_b as namespace, value_b as value
    from statements
    semi join new_statements using (statement_id)
),

stated as (
    select distinct coalesce(members.profile_key, identifiers.identifier_key) as profile_key
    from spoken_of
    inner join identifiers on identifiers.namespace = spoken_of.namespace and identifiers."value" = spoken_of.value
    left join members using (identifier_key)
),

final as (
    select
        coalesce(brought.profile_key, stated.profile_key) as profile_key,
        brought.source,
        brought.event_id,
        stated.profile_key is not null as is_stated,
    from brought
    full outer join stated using (profile_key)
)

select * from final
