-- tidy_identifiers: the identifiers of an event, each (namespace, value) once, sorted; null where there are none.
-- One that was verified in any copy is verified. None may lack a namespace, a value or is_verified: see whole_identifiers.

-- Nearly all events carry none, one, or two in order: nothing to sort or to merge.
create macro are_tidy(identifiers) as
case len(identifiers)
    when 1 then true
    when 2 then identifiers[1].namespace < identifiers[2].namespace
    else identifiers is null
end;

-- whole_identifiers: what a user's mapping gives, without what is no identifier.
create macro whole_identifiers(identifiers) as
list_transform(
    list_filter(identifiers, lambda observed: observed.namespace is not null and observed.value is not null),
    lambda observed: {
        namespace: observed.namespace,
        value: observed.value,
        is_verified: coalesce(observed.is_verified, false)
    }
);

-- Of different namespaces, or of one with different values.
create macro are_distinct(identifiers) as
len(list_distinct(list_transform(identifiers, lambda observed: {namespace: observed.namespace, value: observed.value})))
= len(identifiers);

-- Copies stand side by side, the verified last. Each branch is dearer than the one before, and rarer.
create macro tidy_identifiers(identifiers) as
case
    when are_tidy(identifiers) then identifiers
    when len(identifiers) = 0 then null
    when are_distinct(identifiers) then list_sort(identifiers)
    else
        list_transform(
            [list_sort(identifiers)],
            lambda sorted: list_filter(
                sorted,
                lambda observed, place: place = len(sorted)
                or sorted[place + 1].namespace <> observed.namespace
                or sorted[place + 1].value <> observed.value
            )
        )[1]
end;
