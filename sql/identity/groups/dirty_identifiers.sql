-- dirty_identifiers: the seeds and all members of their components: what may be grouped in another way now.
-- grain: identifier_key
with

dirty_components as (
    select distinct members.component_key
    from members
    semi join id_seeds using (identifier_key)
),

final as (
    select identifier_key from id_seeds
    union
    select members.identifier_key
    from members
    semi join dirty_components using (component_key)
)

select * from final
