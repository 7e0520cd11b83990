-- rejudged_events: the affected events and all that carry a dirty device: their attribution is computed again.
-- grain: event_key
with

final as (
    select event_key from id_affected_events
    union
    select carries.event_key
    from id_shared_carries as carries
    semi join id_dirty_devices using (identifier_key)
)

select * from final
