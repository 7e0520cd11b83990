-- first_changes: where there was no profile before, each is created, by the first event of its anchor. $1: the run.
-- grain: change_number
with

last_change as (
    select coalesce(max(change_number), 0) as change_number
    from identity_changes
),

final as (
    select
        last_change.change_number + row_number() over () as change_number,
        'created' as cause,
        profiles.profile_id,
        null::varchar as other_profile_id,
        events.source,
        events.event_id,
        $1::varchar as run_id,
    from id_profile_counts as counts
    inner join profiles using (profile_key)
    inner join events on events.event_key = counts.first_event_key
    cross join last_change
)

select * from final
