-- denying_identifiers: identifiers that stand on an event which denies the purpose: only they can deny it to others.
-- grain: identifier_key
with

denying as (
    select event_key
    from consent_events
    where not is_granted
),

final as (
    select identifier_key
    from event_identity
    semi join denying using (event_key)
    union
    select identifier_key
    from event_pairs
    semi join denying using (event_key)
)

select * from final
