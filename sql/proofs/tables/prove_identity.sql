-- prove_identity: what identity publishes by names stands once, because the keys do and no two keys have one name.
with

people as (
    select count(*) = count(distinct profile_key) and count(*) = count(distinct hash(profile_id)) as are_single
    from profiles
),

names as (
    select
        count(*) = count(distinct identifier_key) and count(*) = count(distinct hash(namespace, "value")) as are_single
    from identifiers
),

facts as (
    select count(*) = count(distinct identifier_key) as are_single
    from identifier_facts
),

membership as (
    select count(*) = count(distinct identifier_key) as is_single
    from members
),

ownership as (
    select
        count(*) = count(distinct hash(identifier_key, profile_key, valid_from)) and count(*) = count(valid_from)
            as is_single,
    from device_owners
),

pairs as (
    select count(*) = count(distinct hash(a_key, b_key)) as are_single
    from links
),

refused_links as (
    select
        count(*) = count(distinct hash(a_key, b_key)) as are_single,
    from link_refusals
),

refused as (
    select rule, a_key, b_key from refused_pairs
    union all
    select rule, a_key, b_key from link_refusals
),

refusals as (
    select
        count(*) = count(distinct hash(rule, a_key, b_key)) and count(*) filter (where rule = 'shared_value') = 0
        and count(*) filter (where rule = 'blocked_value') = 0 as are_single,
    from refused
),

shared as (
    select count(*) = count(distinct identifier_key) as are_single
    from shared_values
),

blocked as (
    select count(*) = count(distinct hash(namespace, "value")) as are_single
    from unusable_values
),

event_keys as (
    select count(*) = count(distinct event_key) as are_single
    from events
),

activity as (
    select count(*) = count(distinct profile_key) as is_single
    from int_profile_activity
),

final as (
    select
        people.are_single and activity.is_single as dim_profiles_unique_grain,
        -- Joined by these keys, no published row is doubled.
        people.are_single and names.are_single and event_keys.are_single as assert_totals_agree,
        -- What prove_touchpoints says of touchpoints and sessions holds where no two events have one key.
        event_keys.are_single as int_touchpoints_unique_event_key,
        event_keys.are_single as assert_events_are_touchpoints,
        event_keys.are_single as int_sessions_unique_grain,
        event_keys.are_single as int_sessions_unique_profile_key_session_number,
        event_keys.are_single as assert_inbound_in_one_session,
        event_keys.are_single as assert_sessions_are_apart,
        people.are_single and names.are_single and facts.are_single and membership.is_single and ownership.is_single
            as dim_profile_identifiers_unique_grain,
        pairs.are_single and names.are_single and event_keys.are_single and shared.are_single
        and refused_links.are_single as identity_links_unique_grain,
        pairs.are_single and names.are_single and people.are_single and membership.is_single
        and event_keys.are_single and shared.are_single and refusals.are_single and blocked.are_single
            as identity_refusals_unique_grain,
    from people, names, facts, membership, ownership, pairs, refused_links, refusals, shared, blocked, event_keys, activity
)

select * from final
