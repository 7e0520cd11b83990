-- funnels: the profiles that reach each step of each funnel, before and after.
-- grain: funnel_name, step_number
with

final as (
    select
        coalesce(later.funnel_name, earlier.funnel_name) as funnel_name,
        coalesce(later.step_number, earlier.step_number) as step_number,
        coalesce(later.step_label, earlier.step_label) as step_label,
        coalesce(earlier.profiles, 0) as profiles_before,
        coalesce(later.profiles, 0) as profiles_after,
    from before_fct_funnel_steps as earlier
    full outer join after_fct_funnel_steps as later
        on later.funnel_name = earlier.funnel_name and later.step_number = earlier.step_number
    order by funnel_name, step_number
)

select * from final
