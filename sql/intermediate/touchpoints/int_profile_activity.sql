-- int_profile_activity: when each profile was seen and what it did.
-- grain:  profile_key
-- kind:   profile
-- audits: unique(grain)
-- column first_seen_at: the first event that belongs to the profile, touchpoint or not
-- column last_seen_at: the last event that belongs to the profile, touchpoint or not
-- column touchpoints: touchpoints of the profile
-- column inbound_touchpoints: inbound touchpoints of the profile
-- column sessions: sessions of the profile
-- column channels: distinct channels of inbound touchpoints
-- column first_channel_key: channel of the first inbound touchpoint
-- column last_channel_key: channel of the last inbound touchpoint
with

touchpoint_counts as (
    select
        profile_key,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        count(*) as touchpoints,
        count(*) filter (where is_inbound) as inbound_touchpoints,
        count(*) filter (where is_session_start) as sessions,
        count(distinct channel_key) filter (where is_inbound) as channels,
        arg_min(channel_key, touchpoint_number) filter (where is_inbound) as first_channel_key,
        arg_max(channel_key, touchpoint_number) filter (where is_inbound) as last_channel_key,
    from int_touchpoints
    group by profile_key
),

-- Events that belong to a profile and are no touchpoints: excluded ones and changes of master data.
other_events as (
    select
        event_profiles.profile_key,
        min(int_events_named.occurred_at) as first_seen_at,
        max(int_events_named.occurred_at) as last_seen_at,
    from event_profiles
    inner join int_events_named on event_profiles.event_key = int_events_named.event_key
    where
        (int_events_named.is_excluded or int_events_named.event_type = 'profile_updated')
        and int_events_named.occurred_at <= cfg_settings().data_end
    group by event_profiles.profile_key
),

final as (
    select
        coalesce(touchpoint_counts.profile_key, other_events.profile_key) as profile_key,
        least(touchpoint_counts.first_seen_at, other_events.first_seen_at) as first_seen_at,
        greatest(touchpoint_counts.last_seen_at, other_events.last_seen_at) as last_seen_at,
        coalesce(touchpoint_counts.touchpoints, 0) as touchpoints,
        coalesce(touchpoint_counts.inbound_touchpoints, 0) as inbound_touchpoints,
        coalesce(touchpoint_counts.sessions, 0) as sessions,
        coalesce(touchpoint_counts.channels, 0) as channels,
        touchpoint_counts.first_channel_key,
        touchpoint_counts.last_channel_key,
    from touchpoint_counts
    full join other_events on touchpoint_counts.profile_key = other_events.profile_key
)

select * from final
