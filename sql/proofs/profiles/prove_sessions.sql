-- prove_sessions: sessions are the stretches of their touchpoints, counted, bounded and numbered in their order.
with

inbound_touchpoints as (
    select
        profile_key, event_key, session_key, occurred_at,
        lag(profile_key) over () as previous_profile_key,
        lag(session_key) over () as previous_session_key,
        lag(occurred_at) over () as previous_at,
    from int_touchpoints
    where is_inbound
),

-- A session goes on, or begins with the touchpoint that names it; and time does not go back.
stretches as (
    select
        coalesce(bool_and(coalesce(session_key = previous_session_key or session_key = event_key, false)), true)
        and coalesce(
            bool_and(previous_profile_key is distinct from profile_key or coalesce(occurred_at >= previous_at, false)),
            true
        ) as are_whole,
    from inbound_touchpoints
),

outbound as (
    select count(*) filter (where session_key is not null and is_inbound is distinct from true) as in_sessions
    from int_touchpoints
),

grouped as (
    select
        session_key,
        min(profile_key) as profile_key,
        count(*) as touchpoints,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        min(profile_key) is not distinct from max(profile_key) as is_of_one,
    from int_touchpoints
    where session_key is not null
    group by session_key
),

expected as (
    select
        count(*) as sessions,
        coalesce(bool_and(is_of_one), true) as are_of_one,
        sum(hash(session_key::bigint, profile_key::bigint, touchpoints, started_at, ended_at)) as digest,
    from grouped
),

starts as (
    select
        profile_key, session_key,
        row_number() over () as place,
        lag(profile_key) over () is distinct from profile_key as is_first_of_profile,
    from int_touchpoints
    where is_inbound and session_key = event_key
),

numbered as (
    select
        session_key,
        place - max(case when is_first_of_profile then place - 1 end) over (rows unbounded preceding) as session_number,
    from starts
),

expected_numbers as (
    select sum(hash(session_key::bigint, session_number::bigint)) as digest
    from numbered
),

found as (
    select
        count(*) as sessions,
        sum(hash(session_key::bigint, profile_key::bigint, touchpoints::bigint, started_at, ended_at)) as digest,
        sum(hash(session_key::bigint, session_number::bigint)) as number_digest,
    from int_sessions
),

published as (
    select count(*) as sessions
    from int_sessions
    semi join profiles on int_sessions.profile_key = profiles.profile_key
    semi join int_channels as first_channels on int_sessions.first_channel_key = first_channels.channel_key
    semi join int_channels as last_channels on int_sessions.last_channel_key = last_channels.channel_key
),

verdicts as (
    select
        expected.are_of_one
        and expected.sessions = found.sessions
        and expected.digest is not distinct from found.digest as are_counted,
        outbound.in_sessions = 0 as are_inbound,
        stretches.are_whole and expected_numbers.digest is not distinct from found.number_digest as are_in_order,
        published.sessions = found.sessions as are_published,
    from expected, found, outbound, stretches, expected_numbers, published
),

final as (
    select
        are_counted as int_sessions_unique_grain,
        are_counted and are_in_order as int_sessions_unique_profile_key_session_number,
        are_counted and are_inbound and are_in_order as assert_inbound_in_one_session,
        are_counted and are_in_order as assert_sessions_are_apart,
        are_counted and are_published as assert_totals_agree,
    from verdicts
)

select * from final
