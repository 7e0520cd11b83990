-- web/segment: calls of the Segment spec, as Segment's libraries send them and as Segment passes them on.
-- grain: position, call
with

final as (
    select * exclude (call)
    from spec_calls
)

select * from final
