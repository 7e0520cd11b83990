-- normalised_values: each written value as it is compared and published, and whether it is malformed.
-- grain: namespace_order, value
with

normalised as (
    select
        written.namespace_order,
        written.value,
        written.namespace,
        case
            when written.namespace = 'email' and settings.is_as_given then lower(trim(written.value, settings.blanks))
            when settings.is_as_given then written.value
            -- Of printable ASCII without blanks only the case differs; trim is slow.
            when written.namespace = 'email' and regexp_full_match(written.value, '[!-~]+') then lower(written.value)
            when written.namespace = 'email' then lower(trim(nfc_normalize(written.value), settings.blanks))
            when written.namespace = 'phone' then phone_numbers.phone_number
            when written.namespace = 'loyalty_card' then translate(written.value, ' -', '')
            else written.value
        end as normalised,
        settings.is_as_given,
    from id_written_values as written
    cross join cfg_identity_settings as settings
    left join id_phone_numbers as phone_numbers
        on phone_numbers.value = case when written.namespace = 'phone' then written.value end
),

hashed as (
    select
        namespace_order,
        namespace,
        value,
        normalised,
        identifier_hash(namespace, value) as written_hash,
        is_as_given,
    from normalised
),

final as (
    select
        namespace_order,
        namespace,
        value,
        coalesce(normalised, value) as normalised,
        written_hash,
        -- Most values are written as they are compared.
        case when normalised <> value then identifier_hash(namespace, normalised) else written_hash end as value_hash,
        not is_as_given
        and (
            normalised is null
            -- The replacement character: the text was ill-formed, and other ids may look the same now.
            or contains(value, chr(65533))
            or (namespace = 'email' and not regexp_full_match(normalised, '[^@]+@[^@]+', 's'))
        ) as is_malformed,
    from hashed
)

select * from final
