-- restated_profiles: ids that vanished into another or split off since the last publication.
-- $1: the last change that was published. $2: the snapshot. $3: the cause of a change that no event and no statement made.
-- grain: key
with

changes as (
    select change_number, cause, profile_id, other_profile_id, source, event_id
    from identity_changes
    where change_number > $1::bigint and cause not in ('created', 'config_changed')
    -- An id that went and came back between two publications is told as it went last.
    qualify row_number() over (partition by profile_id order by change_number desc) = 1
),

stated as (
    select profiles.profile_id
    from re_identity_events as events
    inner join profiles using (profile_key)
    where events.is_stated
),

final as (
    select
        $2::varchar as snapshot_id,
        'dim_profiles' as table_name,
        json_array(profile_id)::varchar as key,
        'profile_id' as column_name,
        case when cause = 'split' then other_profile_id else profile_id end as value_before,
        case when cause = 'split' then profile_id else other_profile_id end as value_after,
        case
            when source is null and (
                profile_id in (select profile_id from stated) or other_profile_id in (select profile_id from stated)
            ) then 'statement'
            when source is null then $3::varchar
            else 'identity'
        end as cause,
        source,
        event_id,
    from changes
)

select * from final
