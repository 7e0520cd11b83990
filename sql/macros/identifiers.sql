-- observed, observed_identifiers, json_identifiers: the identifiers of an event, as the record carries them.
-- Nothing is normalised, blocked or hidden here: what a value is worth is decided by identity, from all evidence.

create or replace temp macro observed(namespace, identifier_text) as
{namespace: namespace, value: identifier_text, is_verified: false};

-- The candidates that have a value.
create or replace temp macro observed_identifiers(candidates) as
list_filter(candidates, lambda candidate: trim(candidate.value) <> '');

-- One value of an `identifiers` object: a string, a number or {"value": …, "verified": …}. Anything else is none.
create or replace temp macro json_identifier(namespace, json_text) as
{
    namespace: namespace,
    value: case
        when json_text like '"%' then json_text ->> '$'
        when json_text like '{%' then
            case
                when json_type(json_text, '$.value') not in ('OBJECT', 'ARRAY', 'BOOLEAN') then json_text ->> '$.value'
            end
        when json_text not like '[%' and json_text not in ('true', 'false', 'null') then json_text
    end,
    is_verified: case
        when json_text like '{%' then coalesce(cast(json_extract(json_text, '$.verified') as varchar) = 'true', false)
        else false
    end,
};

-- All of an `identifiers` object, given as map(varchar, json): each value may also be a list of values.
create or replace temp macro json_identifiers(by_namespace) as
observed_identifiers(
    case
        -- Nearly always every value is a string: three times as fast.
        when len(list_filter(map_values(by_namespace), lambda entry: cast(entry as varchar) not like '"%')) = 0 then
            list_transform(map_entries(by_namespace), lambda entry: observed(entry.key, entry.value ->> '$'))
        else
            flatten(list_transform(
                map_entries(by_namespace),
                lambda entry: list_transform(
                    case
                        when cast(entry.value as varchar) like '[%' then json_extract(entry.value, '$[*]')
                        else [entry.value]
                    end,
                    lambda element: json_identifier(entry.key, cast(element as varchar))
                )
            ))
    end
);
