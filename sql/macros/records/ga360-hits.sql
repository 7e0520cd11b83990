-- ga360_hits and what is asked of them: the hits of a visit as Google Analytics 360 exports it to BigQuery.
-- source: https://support.google.com/analytics/answer/3437719 (BigQuery Export schema)

create macro ga360_hits(line) as
case when json_type(line, '$.hits') = 'ARRAY' then cast(json_extract(line, '$.hits[*]') as varchar[]) end;

create macro ga360_hit(hit_text) as
from_json(
    object_text(hit_text),
    '{
        "hitNumber": "VARCHAR", "time": "VARCHAR", "type": "VARCHAR", "dataSource": "VARCHAR",
        "page": {"pagePath": "VARCHAR", "searchKeyword": "VARCHAR"}, "appInfo": {"screenName": "VARCHAR"},
        "transaction": {
            "transactionId": "VARCHAR", "currencyCode": "VARCHAR", "transactionRevenue": "VARCHAR",
            "localTransactionRevenue": "VARCHAR"
        },
        "refund": {"refundAmount": "VARCHAR", "localRefundAmount": "VARCHAR"},
        "product": [{"productSKU": "VARCHAR", "isImpression": "VARCHAR"}],
        "promotionActionInfo": {"promoIsClick": "VARCHAR"},
        "eCommerceAction": {"action_type": "VARCHAR", "step": "VARCHAR"},
        "eventInfo": {"eventCategory": "VARCHAR", "eventAction": "VARCHAR"}
    }'
);

-- What Google writes where it knows nothing stands in brackets: (not set), (none), (direct).
create macro ga360_set(told) as
case when told not like '(%)' then nullif(told, '') end;

-- Google's codes of enhanced e-commerce, in words; null for a hit that is none of it.
create macro ga360_action(hit) as
case
    when hit.eCommerceAction.action_type = '1' then 'product click'
    when hit.eCommerceAction.action_type = '2' then 'product detail'
    when hit.eCommerceAction.action_type = '3' then 'add to cart'
    when hit.eCommerceAction.action_type = '4' then 'remove from cart'
    when hit.eCommerceAction.action_type = '5' then 'checkout step ' || coalesce(nullif(hit.eCommerceAction.step, ''), '1')
    when hit.eCommerceAction.action_type = '6' or hit.type = 'TRANSACTION' then 'purchase'
    when hit.eCommerceAction.action_type = '7' then 'refund'
    when hit.eCommerceAction.action_type = '8' then 'checkout option'
    when hit.promotionActionInfo.promoIsClick = 'true' then 'promotion click'
end;

-- The name of a hit that is no action: that of its event, or what is shown.
create macro ga360_name(hit) as
coalesce(
    case
        when hit.type = 'EVENT' then nullif(concat_ws(': ', hit.eventInfo.eventCategory, hit.eventInfo.eventAction), '')
        when hit.type in ('APPVIEW', 'SCREENVIEW') then 'screen'
        when hit.type = 'PAGE' and ga360_set(hit.page.searchKeyword) is not null then 'search'
        when hit.type = 'PAGE' and len(list_filter(hit.product, lambda product: product.isImpression = 'true')) > 0 then
            'product list'
    end,
    lower(hit.type),
    'hit'
);

create macro ga360_event_type(name) as
case name
    when 'page' then 'page_viewed'
    when 'purchase shown again' then 'page_viewed'
    when 'screen' then 'screen_viewed'
    when 'search' then 'search_performed'
    when 'product list' then 'product_list_viewed'
    when 'product detail' then 'product_viewed'
    when 'add to cart' then 'cart_added'
    when 'remove from cart' then 'cart_removed'
    when 'checkout step 1' then 'checkout_started'
    when 'purchase' then 'order_completed'
    when 'refund' then 'order_refunded'
    when 'promotion click' then 'campaign_clicked'
    when 'campaign' then 'campaign_clicked'
    else 'custom'
end;

-- The purchases among a visit's hits: where they stand, and which of them tell their revenue.
create macro ga360_purchases(hits) as
list_filter(
    list_transform(
        list_transform(hits, lambda hit_text: ga360_hit(hit_text)),
        lambda hit, place: {
            place: place,
            is_purchase: ga360_action(hit) = 'purchase',
            order_id: hit.transaction.transactionId,
            has_revenue: coalesce(hit.transaction.localTransactionRevenue, hit.transaction.transactionRevenue) is not null,
        }
    ),
    lambda purchase: purchase.is_purchase
);

-- An order stands on the hit that tells its revenue; one of nothing has none, and stands on its first hit.
create macro ga360_is_order(purchases, hit_place, order_number) as
list_transform(
    [list_filter(purchases, lambda purchase: purchase.order_id is not distinct from order_number)],
    lambda same: len(list_filter(same, lambda purchase: purchase.has_revenue and purchase.place = hit_place)) > 0
    or (len(list_filter(same, lambda purchase: purchase.has_revenue)) = 0 and same[1].place = hit_place)
)[1];

-- The first product of a hit, those aside that were merely listed on it.
create macro ga360_sku(hit) as
ga360_set(list_filter(hit.product, lambda product: product.isImpression is distinct from 'true')[1].productSKU);

-- Google writes money as millionths, in whole numbers.
create macro ga360_money(millionths) as
case
    when regexp_full_match(millionths, '-?\d{1,22}') then
        try_cast(millionths as decimal(22, 0)) * cast('0.000001' as decimal(7, 6))
end;

-- When a hit happened: so many milliseconds after its visit began. A time that cannot be read is handed on as it is.
create macro ga360_hit_time(visit_start, started_at, milliseconds) as
case
    when coalesce(milliseconds, '0') = '0' or started_at is null then visit_start
    when regexp_full_match(milliseconds, '\d{1,12}') then
        strftime(started_at + to_milliseconds(try_cast(milliseconds as bigint)), '%Y-%m-%dT%H:%M:%S.%fZ')
    else 'milliseconds that are no number'
end;

-- A digest: a visitor's number tells who somebody is. Null where a part is missing.
create macro ga360_id(parts) as
case when len(list_filter(parts, lambda part: part is null)) = 0 then parts_digest(parts) end;

-- JSON without members that are null, at any depth: a table's row names every member that any record could have.
-- By the text alone, which is ten times as fast: a quote that closes a string is never followed by a name.
create macro ga360_told(document) as
case
    when regexp_matches(document, ':\s*null') then
        regexp_replace(
            regexp_replace(
                regexp_replace(document, ',\s*"\w+"\s*:\s*null', '', 'g'), '\{\s*"\w+"\s*:\s*null\s*,', '{', 'g'
            ),
            '\{\s*"\w+"\s*:\s*null\s*\}',
            '{}',
            'g'
        )
    else document
end;

-- What the hit says, and what its visit says beside it; a hit that itself has a member of that name is rare.
create macro ga360_fields(hit_fields, visit_fields) as
case
    when coalesce(json_exists(hit_fields, '$.visit'), false) then json_merged(hit_fields, visit_fields)
    else json_joined(hit_fields, visit_fields)
end;
