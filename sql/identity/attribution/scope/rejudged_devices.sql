-- rejudged_devices: every shared device on a rejudged event: their authentications decide who owns it.
-- grain: identifier_key
with

shared_devices as (
    select identifier_key
    from id_shared_members
    where sharing = 'device'
),

final as (
    select distinct carries.identifier_key
    from id_shared_carries as carries
    semi join shared_devices using (identifier_key)
    semi join id_rejudged_events using (event_key)
)

select * from final
