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

-- A visit can come to one label more than once.
labels_reached as (
    select journey_name, step_label, journey_key, session_key, any_value(profile_key) as profile_key
    from int_visit_steps
    group by journey_name, step_label, journey_key, session_key
),

drop_offs as (
    select journey_name, step_label, drop_off_kind
    from int_drop_offs
),

reached as (
    select
        journey_name,
        step_label,
        count(*) as visits_reached,
        count(distinct journey_key) as journeys_reached,
        count(distinct profile_key) as profiles_reached,
    from labels_reached
    group by journey_name, step_label
),

kinds as (
    select
        journey_name,
        step_label,
        count(*) as drop_offs,
        count(*) filter (where drop_off_kind = 'continued_elsewhere') as continued_elsewhere,
        count(*) filter (where drop_off_kind = 'continued_later') as continued_later,
        count(*) filter (where drop_off_kind = 'came_back') as came_back,
        count(*) filter (where drop_off_kind = 'identity_lost') as identity_lost,
        count(*) filter (where drop_off_kind = 'gone') as gone,
        count(*) filter (where drop_off_kind = 'open') as open,
    from drop_offs
    group by journey_name, step_label
),

final as (
    select
        reached.journey_name,
        reached.step_label,
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
    left join kinds on reached.journey_name = kinds.journey_name and reached.step_label = kinds.step_label
)

select * from final
