-- tidy_identifiers: the identifiers of an event, each (namespace, value) once, sorted; null where there are none.
-- One that was verified in any copy is verified. An identifier without a namespace or a value is none.

-- Nearly all events carry none, one, or two in order: nothing to sort or to merge.
create or replace temp macro are_tidy(identifiers) as
case len(identifiers)
    when 1 then
        identifiers[1].namespace is not null
        and identifiers[1].value is not null
        and identifiers[1].is_verified is not null
    when 2 then
        coalesce(
            identifiers[1].namespace < identifiers[2].namespace
            or (
                identifiers[1].namespace = identifiers[2].namespace
                and identifiers[1].value < identifiers[2].value
            ),
            false
        )
        and identifiers[1].value is not null
        and identifiers[2].value is not null
        and identifiers[1].is_verified is not null
        and identifiers[2].is_verified is not null
    else identifiers is null
end;

create or replace temp macro sorted_identifiers(identifiers) as
list_sort(
    list_transform(
        list_filter(identifiers, lambda observed: observed.namespace is not null and observed.value is not null),
        lambda observed: {
            namespace: observed.namespace,
            value: observed.value,
            is_verified: coalesce(observed.is_verified, false)
        }
    )
);

-- Copies stand side by side, the verified last.
create or replace temp macro tidy_identifiers(identifiers) as
case
    when are_tidy(identifiers) then identifiers
    else
        nullif(
            list_transform(
                [sorted_identifiers(identifiers)],
                lambda sorted: list_filter(
                    sorted,
                    lambda observed, place: place = len(sorted)
                    or sorted[place + 1].namespace <> observed.namespace
                    or sorted[place + 1].value <> observed.value
                )
            )[1],
            []
        )
end;
