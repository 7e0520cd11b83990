-- dim_profiles: one row for each person, as far as identifiers tell.
-- grain:  profile_id
-- kind:   view
-- audits: unique(grain)
-- column profile_id: names the profile; stable as long as its anchor identifier is in the same profile
-- column is_known: the profile holds an identifier of kind person
-- column identifiers: identifiers that the profile holds
-- column person_identifiers: identifiers of kind person that the profile holds
-- column first_seen_at: the first event that belongs to the profile; where none does, the first that carries its identifiers
-- column last_seen_at: the last event that belongs to the profile; where none does, the last that carries its identifiers
-- column touchpoints: touchpoints of the profile, inbound and outbound
-- column inbound_touchpoints: inbound touchpoints of the profile
-- column sessions: sessions of the profile
-- column channels: distinct channels of inbound touchpoints
-- column first_channel: channel of the first inbound touchpoint
-- column last_channel: channel of the last inbound touchpoint
with

people as (
    select profile_key, profile_id, is_known, identifiers, person_identifiers
    from profiles
),

activity as (
    select
        profile_key, first_seen_at, last_seen_at, touchpoints, inbound_touchpoints, sessions, channels,
        first_channel_key, last_channel_key,
    from int_profile_activity
),

channels as (
    select channel_key, channel
    from int_channels
),

-- A profile can hold identifiers that were only seen on events of others.
silent as (
    select people.profile_key
    from people
    anti join activity on people.profile_key = activity.profile_key
),

held as (
    select profile_key, profile_key as identifier_key
    from silent
    union
    select silent.profile_key, members.identifier_key
    from silent
    inner join members on silent.profile_key = members.profile_key
),

sightings as (
    select
        held.profile_key,
        min(identifier_facts.first_seen_at) as first_seen_at,
        max(identifier_facts.last_seen_at) as last_seen_at,
    from held
    inner join identifier_facts on held.identifier_key = identifier_facts.identifier_key
    group by held.profile_key
),

final as (
    select
        people.profile_id,
        people.is_known,
        published_time(coalesce(activity.first_seen_at, sightings.first_seen_at)) as first_seen_at,
        published_time(coalesce(activity.last_seen_at, sightings.last_seen_at)) as last_seen_at,
        people.identifiers,
        people.person_identifiers,
        coalesce(activity.touchpoints, 0) as touchpoints,
        coalesce(activity.inbound_touchpoints, 0) as inbound_touchpoints,
        coalesce(activity.sessions, 0) as sessions,
        coalesce(activity.channels, 0) as channels,
        first_channels.channel as first_channel,
        last_channels.channel as last_channel,
    from people
    left join activity on people.profile_key = activity.profile_key
    left join channels as first_channels on activity.first_channel_key = first_channels.channel_key
    left join channels as last_channels on activity.last_channel_key = last_channels.channel_key
    left join sightings on people.profile_key = sightings.profile_key
)

select * from final
