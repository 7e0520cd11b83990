-- judged_before: the events in scope that may have belonged to somebody before.
-- grain: event_key
with

first_read as (
    select event_key
    from id_new_events
    anti join displaced_events using (event_key)
),

in_scope as (
    select event_key from id_scope_identity
    union
    select event_key from displaced_events
),

final as (
    select event_key
    from in_scope
    anti join first_read using (event_key)
)

select * from final
