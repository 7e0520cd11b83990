-- drop_offs: the points of which the figures would be others, the largest difference first.
-- grain: journey_name, step_label
with

paired as (
    select
        coalesce(later.journey_name, earlier.journey_name) as journey_name,
        coalesce(later.step_label, earlier.step_label) as step_label,
        coalesce(earlier.visits_reached, 0) as visits_before,
        coalesce(later.visits_reached, 0) as visits_after,
        coalesce(earlier.drop_offs, 0) as drop_offs_before,
        coalesce(later.drop_offs, 0) as drop_offs_after,
        coalesce(earlier.continued_elsewhere, 0) as continued_elsewhere_before,
        coalesce(later.continued_elsewhere, 0) as continued_elsewhere_after,
        coalesce(earlier.continued_later, 0) as continued_later_before,
        coalesce(later.continued_later, 0) as continued_later_after,
        coalesce(earlier.came_back, 0) as came_back_before,
        coalesce(later.came_back, 0) as came_back_after,
        coalesce(earlier.identity_lost, 0) as identity_lost_before,
        coalesce(later.identity_lost, 0) as identity_lost_after,
        coalesce(earlier.gone, 0) as gone_before,
        coalesce(later.gone, 0) as gone_after,
        coalesce(earlier.open, 0) as open_before,
        coalesce(later.open, 0) as open_after,
    from before_fct_drop_off_points as earlier
    full outer join after_fct_drop_off_points as later
        on later.journey_name = earlier.journey_name and later.step_label = earlier.step_label
),

final as (
    select
        journey_name,
        step_label,
        visits_before,
        visits_after,
        drop_offs_before,
        drop_offs_after,
        continued_elsewhere_before,
        continued_elsewhere_after,
        continued_later_before,
        continued_later_after,
        came_back_before,
        came_back_after,
        identity_lost_before,
        identity_lost_after,
        gone_before,
        gone_after,
        open_before,
        open_after,
    from paired
    where visits_before <> visits_after
        or drop_offs_before <> drop_offs_after
        or continued_elsewhere_before <> continued_elsewhere_after
        or continued_later_before <> continued_later_after
        or came_back_before <> came_back_after
        or identity_lost_before <> identity_lost_after
        or gone_before <> gone_after
        or open_before <> open_after
    order by
        abs(drop_offs_after - drop_offs_before) desc,
        abs(visits_after - visits_before) desc,
        journey_name,
        step_label
)

select * from final
