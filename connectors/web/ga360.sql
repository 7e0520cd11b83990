-- web/ga360: visits as Google Analytics 360 exports them to BigQuery, one record a visit with its hits.
-- Each hit is an event; a visit that began with the click of a campaign has one more, before its first hit. Ids are
-- digests of visitor, visit, its start and the hit's number, which no later export changes; the number of hits is the
-- revision, so that a visit exported while it lasted is restated by the whole one.
-- What a hit says is in its properties, what the visit says beside it under `visit`.
-- grain: position, hit (the campaign's click has none)
with

records as (
    select
        position,
        line,
        timezone,
        ga360_hits(line) as hits,
        from_json(
            line,
            '{
                "fullVisitorId": "VARCHAR", "clientId": "VARCHAR", "userId": "VARCHAR", "visitId": "VARCHAR",
                "visitStartTime": "VARCHAR", "trafficSource": {
                    "campaign": "VARCHAR", "isTrueDirect": "VARCHAR", "adwordsClickInfo": {"gclId": "VARCHAR"}
                }
            }'
        ) as visit,
        member_text(line, '$.userId') as user_id,
        member_text(line, '$.clientId') as client_id,
        member_text(line, '$.fullVisitorId') as visitor_id,
    from lines
    cross join source_settings
),

-- All that is the same for every hit of a visit, so that it is read once. A campaign that an earlier visit came by is
-- Google's credit for this one, and no click.
visits as (
    select
        position,
        visit,
        case when len(hits) > 0 then hits else [null] end as hits,
        ga360_purchases(hits) as purchases,
        parse_instant(visit.visitStartTime, timezone) as started_at,
        observed_identifiers([
            observed('user_id', user_id), observed('anonymous_id', client_id), observed('anonymous_id', visitor_id),
        ]) as identifiers,
        ga360_set(plain_text(visit.trafficSource.campaign, line, '$.trafficSource.campaign')) as campaign,
        len(hits) > 0
        and visit.trafficSource.isTrueDirect is distinct from 'true'
        and coalesce(campaign, ga360_set(visit.trafficSource.adwordsClickInfo.gclId)) is not null as is_clicked,
        '{"visit":' || ga360_told(json_without(
            line,
            list_filter(
                [
                    'hits',
                    case when user_id is not null then 'userId' end,
                    case when client_id is not null then 'clientId' end,
                    case when visitor_id is not null then 'fullVisitorId' end,
                ],
                lambda name: name is not null
            )
        )) || '}' as visit_fields,
    from records
),

-- Place 0 is the click, which looks at the first hit for the page it led to.
places as (
    select
        position,
        visit,
        purchases,
        started_at,
        identifiers,
        campaign,
        visit_fields,
        len(hits) as hit_count,
        unnest(range(case when is_clicked then 0 else 1 end, len(hits) + 1)) as place,
        unnest(case when is_clicked then [hits[1]] || hits else hits end) as hit_text,
    from visits
),

parsed as (
    select *, ga360_hit(hit_text) as hit, case when place > 0 then ga360_told(hit_text) end as hit_fields
    from places
),

named as (
    select
        *,
        case
            when place = 0 then 'campaign'
            when
                ga360_action(hit) = 'purchase'
                and not ga360_is_order(purchases, place, hit.transaction.transactionId) then 'purchase shown again'
            else coalesce(ga360_action(hit), ga360_name(hit))
        end as hit_name,
        case when place > 0 then member_text(hit_text, '$.transaction.transactionId') end as order_id,
        split_part(plain_text(hit.page.pagePath, hit_text, '$.page.pagePath'), '?', 1) as page,
    from parsed
),

typed as (
    select *, ga360_event_type(hit_name) as event_type
    from named
),

final as (
    select
        position,
        case when object_text(hit_text) is null then 'unknown_kind' end as fault,
        ga360_id([
            visit.fullVisitorId,
            visit.visitId,
            visit.visitStartTime,
            case when place = 0 then 'campaign' else hit.hitNumber end,
        ]) as event_id,
        case when hit.dataSource = 'app' then 'mobile' else 'web' end as channel,
        event_type,
        hit_name as vendor_event,
        'inbound' as direction,
        ga360_hit_time(visit.visitStartTime, started_at, case when place > 0 then hit.time end) as occurred_at,
        case when place = 0 then '0' else hit.hitNumber end as sequence,
        cast(hit_count as varchar) as revision,
        case when order_id is null then identifiers else identifiers || [observed('order_id', order_id)] end as identifiers,
        'observed' as identity_action,
        coalesce(
            case
                when event_type in ('order_completed', 'order_refunded') then nullif(order_id, '')
                when event_type in ('product_viewed', 'cart_added', 'cart_removed') then ga360_sku(hit)
                when event_type = 'screen_viewed' then hit.appInfo.screenName
            end,
            nullif(page, ''),
            hit.appInfo.screenName
        ) as item,
        campaign,
        case event_type
            when 'order_completed' then
                ga360_money(coalesce(hit.transaction.localTransactionRevenue, hit.transaction.transactionRevenue))
            when 'order_refunded' then -ga360_money(coalesce(hit.refund.localRefundAmount, hit.refund.refundAmount))
        end as value,
        case
            when
                event_type = 'order_completed' and hit.transaction.localTransactionRevenue is not null
                or event_type = 'order_refunded' and hit.refund.localRefundAmount is not null then
                upper(ga360_set(hit.transaction.currencyCode))
        end as currency,
        ga360_fields(hit_fields, visit_fields) as properties,
    from typed
)

select * from final
