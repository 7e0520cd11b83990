-- identity_refusals: what was not let link, the rule that refused it, and the event that brought it.
-- grain:  rule, namespace_a, value_a, namespace_b, value_b
-- kind:   view
-- audits: unique(grain)
-- column rule: blocked_value, shared_value, shared_device, limit, conflicting_event, split, claim_only, expired, consent or erased
-- column namespace_a: the stronger identifier, or the one whose value is blocked
-- column value_a: the stronger identifier, or the one whose value is blocked
-- column namespace_b: the weaker identifier; null where a value is blocked
-- column value_b: the weaker identifier; null where a value is blocked
-- column profile_id_a: the profile that holds a; null where it is shared or no identifier
-- column profile_id_b: the profile that holds b; null where it is shared or no identifier
-- column source: source of the first event that brought it
-- column event_id: the first event that brought it, in canonical order
-- column detail: the numbers behind the rule, or the statement and its reason
with

-- A link between two shared values is told once, by the one with more persons.
by_shared_value as (
    select
        links.a_key,
        links.b_key,
        links.first_event_key,
        greatest(shared_a.persons, shared_b.persons) as persons,
        case
            when shared_a.persons >= coalesce(shared_b.persons, 0) then shared_a.max_profiles
            else shared_b.max_profiles
        end as max_profiles,
    from links
    left join shared_values as shared_a on shared_a.identifier_key = links.a_key
    left join shared_values as shared_b on shared_b.identifier_key = links.b_key
    where shared_a.identifier_key is not null or shared_b.identifier_key is not null
),

refused as (
    select link_refusals.rule, links.a_key, links.b_key, links.first_event_key, link_refusals.detail
    from link_refusals
    inner join links on links.a_key = link_refusals.a_key and links.b_key = link_refusals.b_key
    union all
    select
        'shared_value' as rule,
        a_key,
        b_key,
        first_event_key,
        persons || ' persons, max_profiles ' || max_profiles as detail,
    from by_shared_value
    union all
    select rule, a_key, b_key, first_event_key, null as detail
    from refused_pairs
),

holders as (
    select
        identifiers.identifier_key,
        identifiers.namespace,
        identifiers."value" as value,
        profiles.profile_id,
    from identifiers
    left join members on members.identifier_key = identifiers.identifier_key
    left join profiles on profiles.profile_key
        = case when members.identifier_key is null then identifiers.identifier_key else members.profile_key end
),

told as (
    select
        refused.rule,
        stronger.namespace as namespace_a,
        stronger.value as value_a,
        weaker.namespace as namespace_b,
        weaker.value as value_b,
        stronger.profile_id as profile_id_a,
        weaker.profile_id as profile_id_b,
        refused.first_event_key,
        refused.detail,
    from refused
    inner join holders as stronger on stronger.identifier_key = refused.a_key
    inner join holders as weaker on weaker.identifier_key = refused.b_key
    union all
    select
        'blocked_value',
        unusable.namespace,
        unusable."value",
        null,
        null,
        null,
        null,
        unusable.first_event_key,
        coalesce(format('statement {} ({})', statements.statement_id, statements.reason), unusable.reason),
    from unusable_values as unusable
    left join stated_values as stated
        on stated.namespace = unusable.namespace and stated."value" = unusable."value" and stated.is_blocked
    left join statements on statements.statement_id = stated.statement_id
),

final as (
    select
        told.rule,
        told.namespace_a,
        told.value_a,
        told.namespace_b,
        told.value_b,
        told.profile_id_a,
        told.profile_id_b,
        events.source,
        events.event_id,
        told.detail,
    from told
    inner join events on events.event_key = told.first_event_key
)

select * from final
