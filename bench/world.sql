-- world: the benchmark's events as JSON lines, from a seed: four channels, web events in visits of about three.
-- grain:  line
-- Parameters: `events` (number of events, about), `persons`, `seed`, `prefix` (of event ids), `start_us` and `span_seconds`.
-- Every draw is a hash of the seed and a number, so the same parameters give the same lines (for one version of DuckDB).
-- Identifiers depend on the person alone, so two worlds with other seeds speak of the same persons.
with

draws as (
    select
        $persons::bigint as persons,
        ($events::bigint * 0.70 / 3.0)::bigint as visits,
        ($events::bigint * 0.15)::bigint as mails,
        ($events::bigint * 0.05)::bigint as calls,
        ($events::bigint * 0.10)::bigint as receipts,
        $seed::bigint as seed,
        $start_us::bigint as t0,
        $span_seconds::bigint as span_seconds,
),

-- Popular persons come back more often: the square of a uniform draw leans to the low numbers.
visit_starts as (
    select
        visit,
        seed,
        (persons * pow((hash(seed, 'vp', visit) % 1000003) / 1000003.0, 1.3))::bigint as person,
        hash(seed, 'vd', visit) % 100 as device_draw,
        hash(seed, 'vl', visit) % 100 < 30 as is_signed_in,
        (1 + hash(seed, 'vn', visit) % 5)::bigint as pages,
        t0 + (hash(seed, 'vt', visit) % span_seconds)::bigint * 1000000 as started_us,
        hash(seed, 'vo', visit) % 100 as outcome_draw,
    from draws, range(draws.visits) as visit_numbers(visit)
),

web as (
    select
        $prefix || 'w' || visit || '-' || page as event_id,
        'web' as channel,
        case
            when page = pages - 1 and pages > 2 and outcome_draw < 6 then 'order_completed'
            when page = pages - 1 and pages > 1 and outcome_draw < 16 then 'checkout_started'
            when page > 0 and outcome_draw < 40 and page = pages - 1 then 'cart_added'
            when page % 2 = 1 then 'product_viewed'
            else 'page_viewed'
        end as event_type,
        'inbound' as direction,
        started_us + page * 240000000::bigint + (hash(seed, 'vj', visit, page) % 120000000)::bigint as at_us,
        {
            -- One household in a hundred shares a tablet.
            anonymous_id: case
                when person % 200 < 2 and device_draw < 50 then 'tablet-' || (person // 200)
                when hash(seed, 'vjunk', visit) % 1000 = 0 then 'unknown'
                else 'an-' || md5(person || '-' || (device_draw % 2))
            end,
            user_id: case when is_signed_in then 'u' || (100000000 + person) end,
            email: case
                when is_signed_in and page = pages - 1 and outcome_draw < 16 then 'person' || person || '@example.com'
            end,
        } as identifiers,
        '/p/' || (hash(seed, 'vi', visit, page) % 5000) as item,
        null as campaign,
        case
            when page = pages - 1 and pages > 2 and outcome_draw < 6
                then printf('%d.%02d', 5 + hash(seed, 'vv', visit) % 200, hash(seed, 'vc', visit) % 100)
        end as amount,
    from visit_starts, range(visit_starts.pages) as page_numbers(page)
),

mails as (
    select
        $prefix || 'm' || mail as event_id,
        'email' as channel,
        ['email_sent', 'email_delivered', 'email_opened', 'email_link_clicked'][1 + (mail % 4)::integer] as event_type,
        if(mail % 4 < 2, 'outbound', 'inbound') as direction,
        t0 + (hash(seed, 'mt', mail // 4) % span_seconds)::bigint * 1000000 + (mail % 4) * 600000000::bigint as at_us,
        {
            anonymous_id: null,
            user_id: null,
            email: 'person' || (hash(seed, 'mp', mail // 4) % persons) || '@example.com',
        } as identifiers,
        null as item,
        'campaign-' || (hash(seed, 'mc', mail // 4) % 40) as campaign,
        null as amount,
    from draws, range(draws.mails) as mail_numbers(mail)
),

calls as (
    select
        $prefix || 'c' || call as event_id,
        'service' as channel,
        ['ticket_created', 'ticket_replied', 'ticket_solved'][1 + (call % 3)::integer] as event_type,
        if(call % 3 = 1, 'outbound', 'inbound') as direction,
        t0 + (hash(seed, 'ct', call // 3) % span_seconds)::bigint * 1000000 + (call % 3) * 7200000000::bigint as at_us,
        hash(seed, 'cp', call // 3) % persons as person,
        call,
        seed,
    from draws, range(draws.calls) as call_numbers(call)
),

receipts as (
    select
        $prefix || 'r' || receipt as event_id,
        t0 + (hash(seed, 'rt', receipt) % span_seconds)::bigint * 1000000 as at_us,
        hash(seed, 'rp', receipt) % persons as person,
        hash(seed, 're', receipt) % 100 as email_draw,
        receipt,
        seed,
    from draws, range(draws.receipts) as receipt_numbers(receipt)
),

events as (
    select
        event_id, channel, event_type, direction, at_us, item, campaign, amount,
        identifiers.anonymous_id, identifiers.user_id, identifiers.email, null as phone, null as loyalty_card,
    from web
    union all
    select
        event_id, channel, event_type, direction, at_us, item, campaign, amount,
        null, null, identifiers.email, null, null,
    from mails
    union all
    select
        event_id, channel, event_type, direction, at_us, 'ticket-' || (call // 3), null, null,
        null, null,
        case when hash(seed, 'ce', call // 3) % 100 < 60 then 'person' || person || '@example.com' end,
        case when hash(seed, 'ce', call // 3) % 100 >= 50 then '+35840' || (1000000 + person) end,
        null,
    from calls
    union all
    select
        event_id, 'store', 'order_completed', 'inbound', at_us, 'store-' || (receipt % 60), null,
        printf('%d.%02d', 1 + hash(seed, 'rv', receipt) % 120, hash(seed, 'rc', receipt) % 100),
        null, null,
        case when email_draw < 25 then 'person' || person || '@example.com' end,
        null,
        'card' || (7000000000 + person),
    from receipts
),

-- Some records come twice; 0.1 % of all are no event at all.
copies as (
    select *, 0 as copy from events
    union all
    select *, 1 as copy from events where hash($seed::bigint, 'dup', event_id) % 100 < $copies_percent
),

final as (
    select
        at_us,
        event_id,
        copy,
        case
            when hash($seed::bigint, 'junk', event_id, copy) % 1000 = 0 then '{"event_id":"' || event_id || '", broken'
            else
                '{"event_id":"' || event_id || '","channel":"' || channel || '","event_type":"' || event_type
                || '","direction":"' || direction
                || '","occurred_at":"' || strftime(make_timestamp(at_us), '%Y-%m-%dT%H:%M:%S.%gZ') || '","identifiers":{'
                || concat_ws(
                    ',',
                    '"anonymous_id":"' || anonymous_id || '"',
                    '"user_id":"' || user_id || '"',
                    '"email":"' || email || '"',
                    '"phone":"' || phone || '"',
                    '"loyalty_card":"' || loyalty_card || '"'
                )
                || '}'
                || coalesce(',"item":"' || item || '"', '')
                || coalesce(',"campaign":"' || campaign || '"', '')
                || coalesce(',"value":"' || amount || '","currency":"EUR"', '')
                || ',"properties":{"n":' || (hash($seed::bigint, 'n', event_id) % 1000) || '}}'
        end as line,
    from copies
)

select line from final order by at_us, event_id, copy
