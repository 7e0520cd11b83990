-- polku/profiles: a customer master. Every row says what was known of somebody from `valid_from` on.
-- A column is a namespace of identifiers, but `valid_from`, `traits.…` and `consent.…`; a cell may hold a JSON list of
-- values. What can be no identifier, by its column's name or by its value, is kept in properties.
-- grain: position
with

cells as (
    select
        position,
        valid_from,
        -- Built-in namespaces by rank, then the columns that nobody declared, by name.
        [
            {key: 'user_id', value: json_cell(user_id)},
            {key: 'loyalty_card', value: json_cell(loyalty_card)},
            {key: 'email', value: json_cell(email)},
            {key: 'email_sha256', value: json_cell(email_sha256)},
            {key: 'phone', value: json_cell(phone)},
            {key: 'anonymous_id', value: json_cell(anonymous_id)},
            {key: 'device_id', value: json_cell(device_id)},
            {key: 'session_id', value: json_cell(session_id)},
            {key: 'cart_id', value: json_cell(cart_id)},
            {key: 'order_id', value: json_cell(order_id)},
            {key: 'ticket_id', value: json_cell(ticket_id)},
        ] as declared,
        list_sort(list_filter(
            map_entries(from_json(coalesce(rest, '{}'), '"MAP(VARCHAR, JSON)"')),
            lambda cell: cast(cell.value as varchar) <> '""'
        )) as others,
    from rows
),

sorted_out as (
    select
        position,
        valid_from,
        others,
        declared,
        list_filter(others, lambda cell: is_identifier_cell(cell.key, cast(cell.value as varchar))) as undeclared,
        list_filter(
            others,
            lambda cell: not is_identifier_cell(cell.key, cast(cell.value as varchar))
            and not regexp_matches(cell.key, '^(traits|consent)(\..+)?$')
        ) as kept,
    from cells
),

identified as (
    select
        position,
        valid_from,
        others,
        kept,
        json_identifiers(declared || undeclared) as identifiers,
    from sorted_out
),

final as (
    select
        identified.position as position,
        -- The first namespace is the strongest; of its values the smallest.
        case
            when len(identifiers) > 0 then
                parts_digest([
                    identifiers[1].namespace,
                    list_min(list_transform(
                        list_filter(identifiers, lambda held: held.namespace = identifiers[1].namespace),
                        lambda held: held.value
                    )),
                    coalesce(cast(parse_instant(valid_from, source_settings.timezone) as varchar), valid_from),
                ])
        end as event_id,
        'crm' as channel,
        'profile_updated' as event_type,
        'outbound' as direction,
        valid_from as occurred_at,
        identifiers,
        object_of(entries_below(others, 'traits')) as traits,
        object_of(list_transform(
            entries_below(others, 'consent'),
            lambda purpose: {key: purpose.key, value: json_switch(purpose.value)}
        )) as consent,
        object_of(kept) as properties,
    from identified
    cross join source_settings
)

select * from final
