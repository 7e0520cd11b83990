-- prove_sessions: sessions are the stretches of their touchpoints, counted, bounded and numbered in their order.
with

inbound_touchpoints as (
    select
        profile_key, event_key, session_key, occurred_at,
        row_number() over () as place,
        lag(profile_key) over () as previous_profile_key,
        lag(session_key) over () as previous_session_key,
        lag(occurred_at) over () as previous_at,
        lead(session_key) over () as next_session_key,
    from int_touchpoints
    where is_inbound
),

-- A session goes on in its profile, or begins with the touchpoint that names it; and time does not go back.
stretches as (
    select
        coalesce(
            bool_and(
                coalesce(
                    (session_key = previous_session_key and profile_key = previous_profile_key)
                    or (session_key is distinct from previous_session_key and session_key = event_key),
                    false
                )
            ),
            true
        ) as are_whole,
        coalesce(
            bool_and(previous_profile_key is distinct from profile_key or coalesce(occurred_at >= previous_at, false)),
            true
        ) as are_in_time,
    from inbound_touchpoints
),

outbound as (
    select count(*) filter (where session_key is not null and is_inbound is distinct from true) as in_sessions
    from int_touchpoints
),

marked as (
    select
        profile_key, event_key, session_key, occurred_at, place,
        next_session_key is distinct from session_key as is_end,
        last_value(case when previous_session_key is distinct from session_key then occurred_at end ignore nulls)
            over (rows between unbounded preceding and current row) as started_at,
    from inbound_touchpoints
),

ends as (
    select
        session_key, profile_key, started_at, event_key as last_event_key, occurred_at as ended_at,
        place - lag(place, 1, 0) over () as touchpoints,
        row_number() over () as session_place,
        lag(profile_key) over () is distinct from profile_key as is_first_of_profile,
    from marked
    where is_end
),

numbered as (
    select
        session_key, profile_key, touchpoints, started_at, ended_at, last_event_key,
        session_place - max(case when is_first_of_profile then session_place - 1 end) over (rows unbounded preceding)
            as session_number,
    from ends
),

expected as (
    select
        count(*) as sessions,
        sum(hash(session_key::bigint, profile_key::bigint, touchpoints, started_at, ended_at, last_event_key::bigint))
            as digest,
        sum(hash(session_key::bigint, session_number::bigint)) as number_digest,
    from numbered
),

found as (
    select
        count(*) as sessions,
        sum(
            hash(
                session_key::bigint, profile_key::bigint, touchpoints::bigint, started_at, ended_at,
                last_event_key::bigint
            )
        ) as digest,
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
        stretches.are_whole
        and stretches.are_in_time
        and outbound.in_sessions = 0
        and expected.sessions = found.sessions
        and expected.digest is not distinct from found.digest as are_counted,
        expected.number_digest is not distinct from found.number_digest as are_in_order,
        published.sessions = found.sessions as are_published,
    from expected, found, outbound, stretches, published
),

final as (
    select
        are_counted as int_sessions_unique_grain,
        are_counted and are_in_order as int_sessions_unique_profile_key_session_number,
        are_counted and are_in_order as assert_inbound_in_one_session,
        are_counted and are_in_order as assert_sessions_are_apart,
        are_counted and are_published as assert_totals_agree,
    from verdicts
)

select * from final
