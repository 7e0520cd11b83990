-- normalised_values: each written value as it is compared and published, and whether it is malformed.
-- grain: namespace_order, value
with

written as (
    select written_values.value_number, written_values.namespace_order, written_values.value, namespaces.namespace
    from id_written_values as written_values
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
),

normalised as (
    select
        written.value_number,
        written.namespace_order,
        written.value,
        written.namespace,
        case
            when written.namespace = 'email' and settings.is_as_given then lower(trim(written.value, settings.blanks))
            when settings.is_as_given then written.value
            when written.namespace = 'email' then lower(trim(nfc_normalize(written.value), settings.blanks))
            when written.namespace = 'phone' then phone_numbers.phone_number
            when written.namespace = 'loyalty_card' then translate(written.value, ' -', '')
            else written.value
        end as normalised,
        settings.is_as_given,
    from written
    cross join cfg_identity_settings as settings
    left join id_phone_numbers as phone_numbers
        on phone_numbers.value = case when written.namespace = 'phone' then written.value end
),

final as (
    select
        value_number,
        namespace_order,
        value,
        coalesce(normalised, value) as normalised,
        not is_as_given
        and (
            normalised is null
            -- The replacement character: the text was ill-formed, and other ids may look the same now.
            or contains(value, chr(65533))
            or (namespace = 'email' and not regexp_full_match(normalised, '[^@]+@[^@]+', 's'))
        ) as is_malformed,
    from normalised
)

select * from final
