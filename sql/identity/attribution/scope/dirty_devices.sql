-- dirty_devices: shared devices whose events or authentications may have changed.
-- grain: identifier_key
with

shared_devices as (
    select identifier_key
    from id_shared_members
    where sharing = 'device'
),

final as (
    select identifier_key
    from id_touched_identifiers
    semi join shared_devices using (identifier_key)
    union
    select carries.identifier_key
    from id_shared_carries as carries
    semi join shared_devices using (identifier_key)
    semi join id_affected_events using (event_key)
)

select * from final
