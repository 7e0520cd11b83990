-- changed_admissions: judged events whose admission is another than before.
-- grain: event_key
with

before as (
    select event_key, is_denied
    from event_pairs
    semi join id_consent_scope using (event_key)
    union
    select event_key, is_denied
    from event_households
    semi join id_consent_scope using (event_key)
),

final as (
    select before.event_key, not before.is_denied as is_denied
    from before
    left join id_denied_events as denied using (event_key)
    where before.is_denied <> (denied.event_key is not null)
)

select * from final
