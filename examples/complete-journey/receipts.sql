-- receipts: lines of a till, rolled into one purchase a basket. The household is the loyalty card that it shops with.
-- What the shop received is the value; what cards and coupons took off stands in the properties, coupons as a word too,
-- so that a label may ask for it.
select
    min(position) as position,
    list(position order by position) as positions,
    basket_id as event_id,
    'store' as channel,
    'order_completed' as event_type,
    min(transaction_timestamp) as occurred_at,
    observed_identifiers([observed('loyalty_card', min(household_id))]) as identifiers,
    'store ' || min(store_id) as item,
    sum(parse_amount(sales_value)) as value,
    'USD' as currency,
    {
        lines: count(*),
        products: list(product_id order by position),
        card_discount: sum(parse_amount(retail_disc)),
        coupon_discount: sum(parse_amount(coupon_disc) + parse_amount(coupon_match_disc)),
        coupon: case when max(parse_amount(coupon_disc)) > 0 then 'yes' else 'no' end,
    } as properties,
from rows
group by basket_id
