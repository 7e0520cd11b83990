-- affected_events: events that are new or displaced, or carry an identifier that is held or shared in another way than before.
-- grain: event_key
with

final as (
    select event_key from id_new_events
    union
    select event_key from displaced_events
    union
    select event_key from id_near_identity
    semi join id_known_changed using (identifier_key)
    union
    select event_key from id_shared_pairs
    semi join id_known_changed using (identifier_key)
    union
    -- A change of consent changes who was authenticated, and with it the owner of a device.
    select event_key from id_changed_admissions
)

select * from final
