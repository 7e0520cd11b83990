-- last_step_at_one_instant: how far touchpoints of one instant lead in a funnel, whatever their order among themselves.
-- touchpoints: for each of them the bits of the steps it fits (step 1 is bit 0); classes: the bits of the steps that ask
-- for the same; entering: the first step that is still to be taken. Gives the number of the last step taken.
--
-- The states are the sets of steps that some choice of touchpoints can fill; each touchpoint fills one free step of
-- one class or none. Of equal steps the first free one is filled, so a class adds no more states than it has steps.
create macro last_step_at_one_instant(touchpoints, classes, entering) as
list_max(
    list_transform(
        list_reduce(
            list_transform(touchpoints, lambda bits: [bits]),
            lambda states, touchpoint: list_distinct(
                list_concat(
                    states,
                    flatten(
                        list_transform(
                            states,
                            lambda filled: list_transform(
                                list_filter(classes, lambda class: (class & touchpoint[1] & ~filled) <> 0),
                                lambda class: filled
                                | ((class & touchpoint[1] & ~filled) & -(class & touchpoint[1] & ~filled))
                            )
                        )
                    )
                )
            ),
            [(1::bigint << (entering - 1)::integer) - 1]
        ),
        -- The steps before the first gap.
        lambda filled: bit_count(xor(filled, filled + 1)) - 1
    )
)::bigint;
