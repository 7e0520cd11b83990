-- changes: one row per id that vanished or appeared, with its cause and the event that brought it. $1: the run.
-- grain: change_number
with

told as (
    select
        retirements.cause,
        retirements.profile_id,
        retirements.other_profile_id,
        case
            when retirements.cause in ('identified', 'anchor_moved') then facts.first_event_key
            else joining.event_key
        end as event_key,
    from id_retirements as retirements
    left join id_known_facts as facts on facts.identifier_key = retirements.holder_key
    left join id_joining_events as joining on joining.profile_key = retirements.profile_key
    union all
    select
        appearances.cause,
        appearances.profile_id,
        appearances.other_profile_id,
        case when appearances.cause = 'created' then facts.first_event_key else joining.event_key end as event_key,
    from id_appearances as appearances
    inner join id_known_facts as facts on facts.identifier_key = appearances.profile_key
    left join id_joining_events as joining on joining.profile_key = appearances.holder_key
),

last_change as (
    select coalesce(max(change_number), 0) as change_number
    from identity_changes
),

final as (
    select
        last_change.change_number + row_number() over () as change_number,
        told.cause,
        told.profile_id,
        told.other_profile_id,
        events.source,
        events.event_id,
        $1::varchar as run_id,
    from told
    cross join last_change
    left join events using (event_key)
)

select * from final
