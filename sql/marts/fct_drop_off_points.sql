-- fct_drop_off_points: where visits of a journey end before its goal.
-- grain:  journey_name, step_label
-- kind:   table
-- audits: unique(grain), between(drop_off_rate, 0, 1)
-- column journey_name: the name of the journey's definition
-- column step_label: the label that was reached
-- column visits_reached: visits that held this label at least once
-- column journeys_reached: journeys that held this label at least once
-- column profiles_reached: profiles with such a journey
-- column drop_offs: visits that ended here without the goal
-- column drop_off_rate: drop_offs / visits_reached
-- column continued_elsewhere: drop-offs after which the journey went on in another channel
-- column continued_later: drop-offs after which the journey went on in the same channel
-- column came_back: drop-offs of dropped journeys whose profile is seen later, inbound
-- column identity_lost: drop-offs of dropped journeys whose profile is not known and not seen later
-- column gone: drop-offs of dropped journeys whose profile is known and not seen later
-- column open: drop-offs of journeys that may go on
with

definitions as (
    select definition_key, journey_name
    from cfg_journeys
),

labels as (
    select label_key, step_label
    from int_step_labels
),

drop_offs as (
    select definition_key, label_key, drop_off_kind
    from int_drop_offs
),

reached as (
    select
        definition_key,
        label_key,
        count(*) as visits_reached,
        count(distinct journey_key) as journeys_reached,
        count(distinct profile_key) as profiles_reached,
    from int_visit_labels
    group by definition_key, label_key
),

kinds as (
    select
        definition_key,
        label_key,
        count(*) as drop_offs,
        count(*) filter (where drop_off_kind = 'continued_elsewhere') as continued_elsewhere,
        count(*) filter (where drop_off_kind = 'continued_later') as continued_later,
        count(*) filter (where drop_off_kind = 'came_back') as came_back,
        count(*) filter (where drop_off_kind = 'identity_lost') as identity_lost,
        count(*) filter (where drop_off_kind = 'gone') as gone,
        count(*) filter (where drop_off_kind = 'open') as open,
    from drop_offs
    group by definition_key, label_key
),

final as (
    select
        definitions.journey_name,
        labels.step_label,
        reached.visits_reached,
        reached.journeys_reached,
        reached.profiles_reached,
        coalesce(kinds.drop_offs, 0) as drop_offs,
        coalesce(kinds.drop_offs, 0) / reached.visits_reached as drop_off_rate,
        coalesce(kinds.continued_elsewhere, 0) as continued_elsewhere,
        coalesce(kinds.continued_later, 0) as continued_later,
        coalesce(kinds.came_back, 0) as came_back,
        coalesce(kinds.identity_lost, 0) as identity_lost,
        coalesce(kinds.gone, 0) as gone,
        coalesce(kinds.open, 0) as open,
    from reached
    inner join definitions on reached.definition_key = definitions.definition_key
    inner join labels on reached.label_key = labels.label_key
    left join kinds on reached.definition_key = kinds.definition_key and reached.label_key = kinds.label_key
)

select * from final
