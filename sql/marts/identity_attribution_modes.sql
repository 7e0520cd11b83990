-- identity_attribution_modes: how much would change hands if events of shared devices were attributed by another mode.
-- grain:  mode
-- kind:   table
-- audits: unique(grain)
-- column mode: valid_at_event, last_authenticated, first_known or isolate (identity.attribution)
-- column events: events that carry nothing but shared devices on which somebody was authenticated
-- column events_changed: of these, events that would belong to another profile than they do, or to nobody
-- column journeys_changed: journeys that hold an event that would leave its profile
-- column profiles_changed: profiles that would gain or lose an event
with

modes as (
    select unnest(['valid_at_event', 'last_authenticated', 'first_known', 'isolate']) as mode
),

changed as (
    select mode, event_key, present_key, mode_key
    from int_attribution_modes
),

owned as (
    select count(*) as events
    from owned_events
),

-- A journey holds so many inbound touchpoints from its first one on. Only profiles that would lose some are looked at.
places as (
    select
        profile_key,
        event_key,
        row_number() over (partition by profile_key order by touchpoint_number) as place,
    from int_touchpoints
    semi join (select present_key as profile_key from changed) as losing using (profile_key)
    where is_inbound
),

journeys as (
    select
        int_journeys.definition_key,
        int_journeys.journey_key,
        int_journeys.profile_key,
        starts.place as first_place,
        starts.place + int_journeys.touchpoints as next_place,
    from int_journeys
    inner join places as starts on starts.event_key = int_journeys.journey_key
),

leaving as (
    select changed.mode, places.profile_key, places.place
    from changed
    inner join places using (event_key)
),

journey_counts as (
    select leaving.mode, count(distinct (journeys.definition_key, journeys.journey_key)) as journeys_changed
    from leaving
    inner join journeys
        on journeys.profile_key = leaving.profile_key
        and leaving.place >= journeys.first_place
        and leaving.place < journeys.next_place
    group by leaving.mode
),

profile_counts as (
    select mode, count(distinct profile_key) as profiles_changed
    from (
        select mode, present_key as profile_key from changed
        union
        select mode, mode_key as profile_key from changed
    ) as concerned
    group by mode
),

event_counts as (
    select mode, count(*) as events_changed
    from changed
    group by mode
),

final as (
    select
        modes.mode,
        owned.events,
        coalesce(event_counts.events_changed, 0) as events_changed,
        coalesce(journey_counts.journeys_changed, 0) as journeys_changed,
        coalesce(profile_counts.profiles_changed, 0) as profiles_changed,
    from modes
    cross join owned
    left join event_counts using (mode)
    left join journey_counts using (mode)
    left join profile_counts using (mode)
)

select * from final
