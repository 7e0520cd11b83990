-- carried_together: the usable identifiers of events that carry several values, by their strength; one that is spelled in
-- several ways may stand more than once on an event.
-- grain: event_key, identifier as it was written
with

final as (
    select
        observed.event_key,
        keys.strength + observed.is_verified::bigint as strength,
        keys.is_respelled,
    from id_observed as observed
    inner join id_value_keys as keys using (value_hash)
    where not observed.is_single and keys.strength is not null
)

select * from final
