-- known_changed: changed identifiers that were seen before: of the others every event is new.
-- grain: identifier_key
with

final as (
    select identifier_key
    from id_changed_identifiers
    semi join id_earlier_members using (identifier_key)
)

select * from final
