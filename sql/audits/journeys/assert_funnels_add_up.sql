-- assert_funnels_add_up: profiles of a step = went_on + dropped + open; who went on is who reaches the next step; step 1 holds everyone.
with

steps as (
    select
        funnel_name, step_number, profiles, went_on, dropped, open,
        lead(profiles) over (partition by funnel_name order by step_number) as next_profiles,
    from fct_funnel_steps
),

people as (
    select cfg_funnels.funnel_name, count(*) as profiles
    from int_funnel_profiles
    inner join cfg_funnels on int_funnel_profiles.funnel_key = cfg_funnels.funnel_key
    group by cfg_funnels.funnel_name
)

select steps.funnel_name, steps.step_number, steps.profiles, steps.went_on, steps.dropped, steps.open
from steps
left join people on steps.funnel_name = people.funnel_name
where
    steps.profiles <> steps.went_on + steps.dropped + steps.open
    -- Of any other funnel a step may be left out.
    or (
        steps.funnel_name in (select cfg_funnels.funnel_name from cfg_funnels)
        and (
            steps.went_on <> coalesce(steps.next_profiles, steps.profiles)
            or (steps.step_number = 1 and steps.profiles <> coalesce(people.profiles, 0))
        )
    )
