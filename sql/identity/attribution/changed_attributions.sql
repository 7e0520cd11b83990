-- changed_attributions: profiles, by earlier and present key, of events that belong to another one than before.
-- grain: profile_key
with

different as (
    select before.profile_key as earlier_key, after.profile_key as present_key
    from id_earlier_attributions as before
    full outer join id_attributed_events as after using (event_key)
    where before.profile_key is distinct from after.profile_key
        or before.identifier_key is distinct from after.identifier_key
),

final as (
    select earlier_key as profile_key from different where earlier_key is not null
    union
    select present_key as profile_key from different where present_key is not null
)

select * from final
