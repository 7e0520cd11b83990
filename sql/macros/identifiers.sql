-- observed, observed_identifiers, json_identifiers: the identifiers of an event, as the record carries them.
-- Nothing is normalised, blocked or hidden here: what a value is worth is decided by identity, from all evidence.

create macro observed(namespace, identifier_text) as
{namespace: namespace, value: identifier_text, is_verified: false};

-- The candidates that have a value; an empty one is a value too, and identity refuses it as it does other junk.
create macro observed_identifiers(candidates) as
list_filter(candidates, lambda candidate: candidate.value is not null);

-- One value of an `identifiers` object: a string, a number or {"value": …, "verified": …}. Anything else is none.
create macro json_identifier(namespace, json_text) as
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

-- The identifiers of entries (key varchar, value json), as map_entries gives them of an `identifiers` object: the
-- key is the namespace, and each value may also be a list of values.
create macro json_identifiers(entries) as
case
    -- Nearly always every value is a string: a quarter of the time.
    when len(list_filter(entries, lambda entry: coalesce(cast(entry.value as varchar) not like '"%', true))) = 0 then
        list_transform(entries, lambda entry: observed(entry.key, entry.value ->> '$'))
    when len(list_filter(entries, lambda entry: cast(entry.value as varchar) not like '"%')) = 0 then
        observed_identifiers(list_transform(entries, lambda entry: observed(entry.key, entry.value ->> '$')))
    else
        observed_identifiers(flatten(list_transform(
            entries,
            lambda entry: list_transform(
                case
                    when cast(entry.value as varchar) like '[%' then json_extract(entry.value, '$[*]')
                    else [entry.value]
                end,
                lambda element: json_identifier(entry.key, cast(element as varchar))
            )
        )))
end;

-- Whether a table's cell can be an identifier: its column's name could be a namespace, and its JSON value a value of one.
create macro is_identifier_cell(column_name, json_text) as
regexp_full_match(column_name, '[A-Za-z0-9_]+')
and column_name not in ('traits', 'consent')
and json_text not in ('true', 'false')
and (json_text not like '{%' or coalesce(json_exists(json_text, '$.value'), false));
