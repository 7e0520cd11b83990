-- retirements: why each id vanished, and the id that its anchor is with now. $1: the configuration changed.
-- grain: profile_key
with

final as (
    select
        vanished.profile_key,
        vanished.profile_id,
        vanished.holder_key,
        holders.profile_id as other_profile_id,
        case
            when $1::boolean then 'config_changed'
            when vanished.sharing = 'device' and holders.profile_id is not null then 'moved'
            when vanished.sharing is not null then 'split'
            when holders.profile_id is null then 'moved'
            when earlier.profile_key is not null and vanished.holders > 1 then 'moved'
            when earlier.profile_key is not null then 'merged'
            when holders.is_known and not vanished.is_known then 'identified'
            else 'anchor_moved'
        end as cause,
    from id_vanished_profiles as vanished
    left join id_holders as holders on holders.profile_key = vanished.holder_key
    left join id_earlier_profiles as earlier on earlier.profile_key = vanished.holder_key
)

select * from final
