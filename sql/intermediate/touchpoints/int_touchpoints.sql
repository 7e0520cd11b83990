-- int_touchpoints: every attributed event that counts, in canonical order of its profile, numbered and cut into sessions.
-- grain:  profile_key, touchpoint_number
-- kind:   profile
-- order:  profile_key, then canonical order; windows over () here and in models that read this one trust it, and
--         assert_touchpoints_in_order proves it
-- audits: unique(grain), unique(event_key)
-- column touchpoint_number: place among the profile's touchpoints in canonical order, from 1
-- column session_key: the first touchpoint of the session; null for outbound
-- column is_inbound: a step of the customer's own path, not something the company sent
-- column occurred_at: when it happened, by its record
-- column kind_key: everything about it that is text and not its own, by int_kinds
-- column channel_key: where it happened, by int_channels
-- column label_key: what it is called in paths, by int_step_labels
-- column counted_value: the value where it is in the workspace's currency, else null
-- column matches: a bit for each condition of the journeys and funnels that the touchpoint fits
-- column is_anonymous: the event itself carries no identifier of a person
with

channels as (
    select channel_key, channel, cfg_gap_microseconds(channel) as gap_microseconds
    from int_channels
),

labels as (
    select label_key, step_label
    from int_step_labels
),

kinds as (
    select
        int_kinds.kind_key, int_kinds.source, int_kinds.channel, int_kinds.event_type, int_kinds.vendor_event,
        int_kinds.direction, int_kinds.campaign, int_kinds.currency, int_kinds.step_label, channels.channel_key,
        channels.gap_microseconds, labels.label_key,
    from int_kinds
    inner join channels on int_kinds.channel = channels.channel
    inner join labels on int_kinds.step_label = labels.step_label
),

-- Few and narrow columns: what journeys do not need is joined by event_key where it is published.
counted_events as (
    select
        event_key, source, event_id, channel, event_type, vendor_event, direction, campaign, currency, step_label,
        occurred_at, sequence,
        direction = 'inbound' as is_inbound,
        case when currency is null or upper(currency) = cfg_settings().currency then value end as counted_value,
        cfg_matches(
            source, channel, event_type, vendor_event, direction, item, campaign, currency, properties, traits,
            step_label
        ) as matches,
    from int_events_named
    where
        not is_excluded
        and event_type <> 'profile_updated'
        and occurred_at <= cfg_settings().data_end
),

sorted as (
    select
        event_profiles.profile_key, event_profiles.identifier_key, event_profiles.is_anonymous,
        counted_events.event_key, kinds.kind_key, kinds.channel_key, kinds.label_key, counted_events.is_inbound,
        counted_events.occurred_at, counted_events.counted_value, counted_events.matches,
        case
            when counted_events.is_inbound then epoch_us(counted_events.occurred_at) + kinds.gap_microseconds
        end as deadline,
    from counted_events
    inner join event_profiles on counted_events.event_key = event_profiles.event_key
    inner join kinds
        on counted_events.source = kinds.source
        and counted_events.channel = kinds.channel
        and counted_events.event_type = kinds.event_type
        and counted_events.vendor_event is not distinct from kinds.vendor_event
        and counted_events.direction = kinds.direction
        and counted_events.campaign is not distinct from kinds.campaign
        and counted_events.currency is not distinct from kinds.currency
        and counted_events.step_label = kinds.step_label
    order by
        event_profiles.profile_key, counted_events.occurred_at, counted_events.sequence, counted_events.source,
        counted_events.event_id
),

-- Of the touchpoint itself, or where it is outbound of the inbound one before it: when a session would have ended.
deadlines as (
    select
        profile_key, identifier_key, is_anonymous, event_key, kind_key, channel_key, label_key, is_inbound,
        occurred_at, counted_value, matches,
        row_number() over () as place,
        lag(profile_key) over () is distinct from profile_key as is_first_of_profile,
        last_value(case when is_inbound then profile_key end ignore nulls)
            over (rows between unbounded preceding and current row) as inbound_profile_key,
        last_value(deadline ignore nulls) over (rows between unbounded preceding and current row) as session_deadline,
    from sorted
),

session_starts as (
    select
        profile_key, identifier_key, is_anonymous, event_key, kind_key, channel_key, label_key, is_inbound,
        occurred_at, counted_value, matches, place,
        max(case when is_first_of_profile then place end) over (rows unbounded preceding) as first_place,
        is_inbound and (
            lag(inbound_profile_key) over () is distinct from profile_key
            or epoch_us(occurred_at) >= lag(session_deadline) over ()
        ) as is_session_start,
    from deadlines
),

final as (
    select
        profile_key,
        place - first_place + 1 as touchpoint_number,
        event_key,
        case
            when is_inbound
                then last_value(case when is_session_start then event_key end ignore nulls)
                    over (rows between unbounded preceding and current row)
        end as session_key,
        is_session_start,
        is_inbound, kind_key, channel_key, label_key, occurred_at, counted_value, matches, identifier_key,
        is_anonymous,
    from session_starts
)

select * from final
