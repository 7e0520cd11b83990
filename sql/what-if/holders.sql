-- holders: which profile held an identifier alone before and which would; shared devices have owners, not holders.
-- grain: namespace, value
with

earlier as (
    select namespace, value, profile_id, is_anchor
    from before_dim_profile_identifiers
    where valid_from is null
),

later as (
    select namespace, value, profile_id
    from after_dim_profile_identifiers
    where valid_from is null
),

final as (
    select
        coalesce(earlier.namespace, later.namespace) as namespace,
        coalesce(earlier.value, later.value) as value,
        earlier.profile_id as earlier_id,
        later.profile_id as later_id,
        coalesce(earlier.is_anchor, false) as was_anchor,
    from earlier
    full outer join later on later.namespace = earlier.namespace and later.value = earlier.value
)

select * from final
