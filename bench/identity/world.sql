-- The identity benchmark's events: people of five identifiers each, seen together in one to six ways.
-- Parameters in capitals are written into the text. $MODE 0: the first events; 1: an increment, a tenth of it late.
with

people as (
    select
        range as person,
        hash(range, $SEED, 1) as draw,
        $START_US + (hash(range, $SEED, 2) % ($SPAN_SECONDS * 1000::bigint))::bigint * 1000 as first_us,
    from range($PEOPLE)
),

-- Which links beyond the first four a person has: whole patterns, and by chance the rest.
patterns as (
    select unnest([
        {pattern: 1, links: 3, before: 0}, {pattern: 2, links: 1, before: 3}, {pattern: 3, links: 1, before: 4},
        {pattern: 4, links: 1, before: 5}
    ]) as one
),

meetings as (
    select person, draw, 0 as pattern, first_us as at_us from people
    union all
    select
        people.person,
        people.draw,
        patterns.one.pattern as pattern,
        people.first_us + (hash(people.person, $SEED, 10 + patterns.one.pattern) % 2592000)::bigint * 1000000 as at_us,
    from people
    cross join patterns
    where hash(people.person, $SEED, 20 + patterns.one.pattern) % 10000
        < 10000 * least(1, greatest(0, ($EXTRA_LINKS - patterns.one.before) / patterns.one.links))
    union all
    -- Somebody else's device: a component of two people, which breaks a rule.
    select person, draw, 5 as pattern, first_us + 3600000000 as at_us
    from people
    where hash(person, $SEED, 30) % 1000000 < 1000000 * $VIOLATING
),

first_events as (
    select
        'e' || pattern || '-' || person as event_id,
        at_us,
        case pattern
            when 0 then ['u', 'c', 'e', 'a', 'd']
            when 1 then ['c', 'e', 'a', 'd']
            when 2 then ['e', 'a']
            when 3 then ['e', 'd']
            when 4 then ['a', 'd']
            else ['u', 'o']
        end as kinds,
        person,
        person as number,
    from meetings
),

-- A tenth is late by up to 30 days. Half carries what was seen together before, half a device that is new.
increment as (
    select
        'n-' || range as event_id,
        hash(range, $SEED, 40) % 10 = 0 as is_late,
        hash(range, $SEED, 41) as draw,
        (hash(range, $SEED, 42) % $PEOPLE)::bigint as person,
        range as number,
    from range($INCREMENT)
),

new_events as (
    select
        event_id,
        $START_US + $SPAN_SECONDS * 1000000::bigint
        + case
            when is_late then -(draw % 2592000)::bigint * 1000000
            else (draw % 86400)::bigint * 1000000
        end as at_us,
        case draw % 4 when 0 then ['u', 'n'] when 1 then ['e', 'n'] when 2 then ['u', 'e'] else ['e', 'a'] end as kinds,
        person,
        number,
    from increment
),

chosen as (
    select * from first_events where $MODE = 0
    union all
    select * from new_events where $MODE = 1
),

final as (
    select
        event_id,
        make_timestamp(at_us::bigint) as occurred_at,
        list_transform(
            kinds,
            lambda kind: {
                namespace: case kind
                    when 'u' then 'user_id' when 'c' then 'loyalty_card' when 'e' then 'email'
                    when 'd' then 'device_id' else 'anonymous_id'
                end,
                "value": case kind
                    when 'e' then 'e' || person || '@example.com'
                    when 'n' then 'n' || number
                    when 'o' then 'a' || ((person + 1) % $PEOPLE)
                    else kind || person
                end,
                is_verified: false
            }
        ) as identifiers,
    from chosen
)

select * from final
