-- told_refusals: the links that the policy refused, each with the rule, the numbers behind it and what won.
-- grain: a_key, b_key
with

winners as (
    select refused.link, events.source || ':' || events.event_id as event
    from id_refused_links as refused
    inner join id_active_links as links on links.a_key = refused.winner_a_key and links.b_key = refused.winner_b_key
    inner join events on events.event_key = links.first_event_key
),

-- Of each identifier the first statement that joins it with another: it was kept before any link.
join_ends as (
    select unnest([a_key, b_key]) as identifier_key, place
    from id_stated_pairs
    where not is_split
),

first_joins as (
    select join_ends.identifier_key, arg_min(pairs.statement_id, (pairs.stated_at, pairs.statement_id)) as statement_id
    from join_ends
    inner join id_stated_pairs as pairs using (place)
    group by join_ends.identifier_key
),

worded as (
    select
        refused.link,
        refused.a_key,
        refused.b_key,
        rules.rule,
        case
            when per.namespace is not null then
                format('{} values of {} for one {}, max_per {}', refused.held_values, full_namespaces.namespace, per.namespace, directions.most)
            when full_namespaces.window_days is not null then
                format(
                    '{} values of {} within {:g} days, limit {}',
                    refused.held_values,
                    full_namespaces.namespace,
                    full_namespaces.window_days,
                    full_namespaces.value_limit
                )
            when full_namespaces.namespace is not null then
                format('{} values of {}, limit {}', refused.held_values, full_namespaces.namespace, full_namespaces.value_limit)
            when rules.rule = 'claim_only' then 'two verified profiles; no event carried both values verified'
            when rules.rule = 'shared_device' then 'another link of the device was refused'
            when rules.rule = 'split' then format('statement {} ({})', statements.statement_id, statements.reason)
        end as numbers,
    from id_refused_links as refused
    inner join id_refusal_rules as rules using (link)
    left join cfg_identity_namespaces as full_namespaces using (namespace_order)
    left join cfg_identity_namespaces as per on per.namespace_order = refused.per_order
    left join cfg_identity_directions as directions
        on directions.namespace_order = refused.namespace_order and directions.per_order = refused.per_order
    left join id_stated_pairs as stated using (place)
    left join statements on statements.statement_id = stated.statement_id
),

final as (
    select
        worded.a_key,
        worded.b_key,
        worded.rule,
        concat_ws(
            '; won by ',
            worded.numbers,
            winners.event,
            case
                when winners.event is null and worded.rule in ('limit', 'claim_only') then
                    'statement ' || coalesce(weaker.statement_id, stronger.statement_id)
            end
        ) as detail,
    from worded
    left join winners using (link)
    left join first_joins as weaker on weaker.identifier_key = worded.b_key
    left join first_joins as stronger on stronger.identifier_key = worded.a_key
)

select * from final
