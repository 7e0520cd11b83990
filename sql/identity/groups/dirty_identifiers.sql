-- dirty_identifiers: the seeds and all members of their components: what may be grouped in another way now.
-- grain: identifier_key
with

final as (
    select identifier_key from id_seeds
    union
    select identifier_key from id_dirty_members
)

select * from final
