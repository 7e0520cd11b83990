-- store/receipts: lines of receipts as tills export them, rolled into one event a receipt.
-- The receipt's number is the id, its store the item, the sum of its lines the value: a purchase, or, where more was
-- paid back than paid, a refund. Its time is that of its earliest line, in the source's zone where it names none.
-- Lines that carry a line number and are the same in everything count once; lines without a number count as often as
-- they stand there. The lines are in properties, by number.
-- grain: receipt_id (a line without one is a receipt without an id)
with

-- Every line once, with all the places where it stands.
receipt_lines as (
    select
        nullif(trim(receipt_id), '') as receipt_id,
        case when nullif(trim(receipt_id), '') is null then position end as stray,
        case when nullif(trim(line), '') is null then position end as copy,
        line,
        store,
        sold_at,
        loyalty_card,
        email,
        product,
        quantity,
        amount,
        currency,
        rest,
        list(position) as places,
    from rows
    group by all
),

described as (
    select
        receipt_id,
        stray,
        store,
        sold_at,
        loyalty_card,
        email,
        upper(nullif(trim(currency), '')) as currency,
        parse_instant(sold_at, timezone) as instant,
        parse_amount(amount) as amount,
        places,
        {
            number: try_cast(line as bigint),
            line: json_joined(
                '{' || concat_ws(
                    ',',
                    text_member('line', line),
                    text_member('product', product),
                    text_member('quantity', quantity),
                    text_member('amount', amount)
                ) || '}',
                rest
            ),
            heading: concat_ws(
                ',', text_member('store', store), text_member('sold_at', sold_at), text_member('currency', currency)
            ),
        } as entry,
    from receipt_lines
    cross join source_settings
),

receipts as (
    select
        receipt_id,
        flatten(list(places)) as positions,
        -- A time that cannot be read is chosen only where no line has a better one.
        coalesce(
            min_by(sold_at, {instant: instant, text: sold_at}) filter (where instant is not null), min(sold_at)
        ) as sold_at,
        list_sort(list_distinct(list(store))) as stores,
        list_sort(list_distinct(list(loyalty_card))) as loyalty_cards,
        list_sort(list_distinct(list(email))) as emails,
        list_distinct(list(currency)) as currencies,
        -- One amount that cannot be read makes the sum unknown.
        case when count(*) = count(amount) then sum(amount) end as total,
        list_sort(list(entry)) as entries,
        count(distinct entry.heading) = 1 as is_uniform,
    from described
    group by receipt_id, stray
),

final as (
    select
        list_min(positions) as position,
        list_sort(positions) as positions,
        receipt_id as event_id,
        'store' as channel,
        case when total < 0 then 'order_refunded' else 'order_completed' end as event_type,
        'inbound' as direction,
        sold_at as occurred_at,
        json_identifiers(
            list_transform(loyalty_cards, lambda card: {key: 'loyalty_card', value: json_cell(card)})
            || list_transform(emails, lambda address: {key: 'email', value: json_cell(address)})
        ) as identifiers,
        'observed' as identity_action,
        stores[1] as item,
        case when len(currencies) <= 1 then total end as value,
        case when len(currencies) = 1 then currencies[1] end as currency,
        -- What the receipt itself says is repeated in its lines only where they do not agree.
        '{"lines":[' || array_to_string(
            list_transform(
                entries,
                lambda entry: case
                    when is_uniform then entry.line
                    else json_joined(entry.line, '{' || entry.heading || '}')
                end
            ),
            ','
        ) || ']}' as properties,
    from receipts
)

select * from final
