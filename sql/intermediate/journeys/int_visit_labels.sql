-- int_visit_labels: the labels to which every visit came, each once.
-- grain:  definition_key, journey_key, session_key, label_key
-- kind:   profile
-- audits: unique(grain)
-- column label_key: label of a step that the visit holds or goes on with
with

-- A step that lasts over two sessions stands in both visits.
step_starts as (
    select definition_key, profile_key, journey_key, session_key, label_key
    from int_journey_touchpoints
    where is_visit_start or is_step_start
),

final as (
    select distinct definition_key, profile_key, journey_key, session_key, label_key
    from step_starts
)

select * from final
