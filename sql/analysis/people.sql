-- people: the profiles that have touchpoints, with the number that stands for each in this folder.
-- grain: profile_key
with

final as (
    select profile_key, profile_id, is_known
    from profiles
    order by profile_key
)

select * from final
