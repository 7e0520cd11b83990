-- device_events: the events that carry a shared device in scope.
-- grain: device_key, event_key
with

final as (
    select carries.identifier_key as device_key, carries.event_key, carries.occurred_at
    from id_shared_carries as carries
    semi join id_scope_devices using (identifier_key)
)

select * from final
