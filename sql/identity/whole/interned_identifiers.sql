-- interned_identifiers: the usable identifiers in scope where the store holds none yet: the place of a value gives its key.
-- grain: namespace_order, value
with

households as (
    select namespace_order
    from cfg_identity_namespaces
    where kind = 'household'
),

respelled as (
    select min(place) as place, namespace_order, namespace, value, value_hash
    from id_otherwise_written
    anti join households using (namespace_order)
    where reason is null
    group by namespace_order, namespace, value, value_hash
),

named as (
    select plain.rowid as place, plain.namespace_order, plain.namespace, plain.value, plain.value_hash
    from id_normalised_values as plain
    anti join id_otherwise_written as otherwise_written on otherwise_written.place = plain.rowid
    -- What another spelling comes to may be written as it is too.
    anti join respelled on respelled.value_hash = plain.value_hash
    anti join households on households.namespace_order = plain.namespace_order
    union all
    select place, namespace_order, namespace, value, value_hash
    from respelled
),

final as (
    select key_of_place(place) as identifier_key, namespace, value, namespace_order, value_hash, true as is_added
    from named
)

select * from final
