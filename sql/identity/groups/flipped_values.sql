-- flipped_values: identifiers in scope that became shared or ceased to be, by the number of their persons.
-- grain: identifier_key
with

before as (
    select identifier_key
    from shared_values
    semi join id_linked_ends using (identifier_key)
),

final as (
    select coalesce(before.identifier_key, after.identifier_key) as identifier_key
    from before
    full outer join id_shared_values_seen as after using (identifier_key)
    where before.identifier_key is null or after.identifier_key is null
)

select * from final
