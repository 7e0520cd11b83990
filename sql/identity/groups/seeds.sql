-- seeds: identifiers that new or lost evidence touches, directly or by a verdict that changed.
-- grain: identifier_key
with

flipped_neighbours as (
    select links.a_key as identifier_key
    from links
    semi join id_flipped_values as flipped on flipped.identifier_key = links.b_key
    union all
    select links.b_key as identifier_key
    from links
    semi join id_flipped_values as flipped on flipped.identifier_key = links.a_key
),

final as (
    select identifier_key from id_touched_identifiers
    union
    select identifier_key from id_linked_ends
    union
    select identifier_key from id_flipped_values
    union
    select identifier_key from flipped_neighbours
    union
    select identifier_key from id_stated_seeds
)

select * from final
