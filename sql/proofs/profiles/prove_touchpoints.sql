-- prove_touchpoints: touchpoints are the eligible events of their profiles, each once, and none is lost where they are published.
with

placed as (
    select
        profile_key, touchpoint_number,
        lag(profile_key, 1, -1) over () as previous_profile_key,
        lag(touchpoint_number, 1, 0::bigint) over () as previous_number,
    from int_touchpoints
),

touchpoint_order as (
    select
        coalesce(
            bool_and(
                coalesce(
                    case
                        when profile_key = previous_profile_key then touchpoint_number = previous_number + 1
                        else profile_key > previous_profile_key and touchpoint_number = 1
                    end,
                    false
                )
            ),
            true
        ) as is_rising,
    from placed
),

touchpoints as (
    select count(*) as touchpoints, sum(hash(event_key::bigint, profile_key::bigint)) as digest
    from int_touchpoints
),

-- As many events as touchpoints have one: each touchpoint has an event, and no other has the same. That no two events
-- have one key is what prove_identity says of the same laws.
present as (
    select count(*) as touchpoints
    from events
    semi join int_touchpoints on events.event_key = int_touchpoints.event_key
),

ineligible as (
    select event_key
    from int_events_named
    where
        not coalesce(
            not is_excluded and event_type <> 'profile_updated' and occurred_at <= cfg_settings().data_end, false
        )
),

-- Equal sums of 64-bit digests stand for equal sets of pairs.
eligible as (
    select
        count(*) as touchpoints,
        sum(hash(event_profiles.event_key::bigint, event_profiles.profile_key::bigint)) as digest,
    from event_profiles
    anti join ineligible on event_profiles.event_key = ineligible.event_key
),

identified as (
    select count(*) as touchpoints
    from int_touchpoints
    semi join identifiers on int_touchpoints.identifier_key = identifiers.identifier_key
),

-- Where touchpoints are in order, each profile has one that is its first.
of_nobody as (
    select count(*) as touchpoints
    from int_touchpoints
    anti join profiles on int_touchpoints.profile_key = profiles.profile_key
    where int_touchpoints.touchpoint_number = 1
),

names as (
    select distinct kind_key, channel_key, label_key
    from int_touchpoints
),

nameless as (
    select count(*) as names
    from names
    left join int_kinds on names.kind_key = int_kinds.kind_key
    left join int_channels on names.channel_key = int_channels.channel_key
    left join int_step_labels on names.label_key = int_step_labels.label_key
    where
        int_channels.channel is distinct from int_kinds.channel
        or int_step_labels.step_label is distinct from int_kinds.step_label
        or int_kinds.kind_key is null
),

verdicts as (
    select
        touchpoint_order.is_rising as are_in_order,
        present.touchpoints = touchpoints.touchpoints as are_single,
        eligible.touchpoints = touchpoints.touchpoints
        and eligible.digest is not distinct from touchpoints.digest as are_eligible,
        touchpoint_order.is_rising
        and identified.touchpoints = touchpoints.touchpoints
        and of_nobody.touchpoints = 0
        and nameless.names = 0 as are_published,
    from touchpoint_order, touchpoints, present, eligible, identified, of_nobody, nameless
),

-- What is said of sessions holds only together with what prove_sessions says of them.
final as (
    select
        are_in_order as int_touchpoints_unique_grain,
        are_single as int_touchpoints_unique_event_key,
        are_single and are_eligible as assert_events_are_touchpoints,
        are_single and are_published as assert_totals_agree,
        are_single as int_sessions_unique_grain,
        are_single and are_in_order as int_sessions_unique_profile_key_session_number,
        are_single and are_in_order as assert_inbound_in_one_session,
        are_single and are_in_order as assert_sessions_are_apart,
    from verdicts
)

select * from final
