-- json_without, json_joined, json_merged: objects as JSON text, taken apart and put together without reading numbers.
-- Every argument is the text of a JSON object, or null. Numbers of any length come out as they went in.

-- The object without the members of these names.
create macro json_without(document, names) as
cast(
    json_merge_patch(
        document,
        '{' || array_to_string(list_transform(names, lambda name: cast(to_json(name) as varchar) || ':null'), ',') || '}'
    ) as varchar
);

-- The members of both, where they have no name in common.
create macro json_joined(document, other) as
case
    when other is null or other = '{}' then document
    when document is null or document = '{}' then other
    else left(document, -1) || ',' || substr(other, 2)
end;

-- The members of both. Where both have one of a name, the document's stays and the other's stands under `_record`.
create macro json_merged(document, other) as
case
    when document is null or document = '{}' or other is null or other = '{}' then json_joined(document, other)
    when not list_has_any(json_keys(document), json_keys(other)) then json_joined(document, other)
    else
        list_transform(
            [{kept: document, added: other, names: list_intersect(json_keys(document), json_keys(other))}],
            lambda pair: json_joined(
                json_joined(pair.kept, json_without(pair.added, pair.names)),
                '{"_record":'
                || json_without(
                    pair.added,
                    list_filter(json_keys(pair.added), lambda name: not list_contains(pair.names, name))
                )
                || '}'
            )
        )[1]
end;

-- A value of a record as text: null where it is an object or a list. `value_text` is what from_json or ->> gave for
-- `path`; only the document can tell an object from a string that looks like one. An empty text is an identifier's
-- value like any other, and no value of anything else.
create macro identifier_text(value_text, document, path) as
case
    when value_text like '{%' or value_text like '[%' then
        case when json_type(document, path) in ('OBJECT', 'ARRAY') then null else value_text end
    else value_text
end;

-- Not by nullif of the other: that would compute it twice.
create macro plain_text(value_text, document, path) as
case
    when value_text is null or value_text = '' then null
    when value_text like '{%' or value_text like '[%' then
        case when json_type(document, path) in ('OBJECT', 'ARRAY') then null else value_text end
    else value_text
end;

-- A JSON value as text where it is an object; null where it is anything else.
create macro object_text(json_value) as
case when cast(json_value as varchar) like '{%' then cast(json_value as varchar) end;

-- Entries (key varchar, value json) as an object, in the order of their keys; null where there are none.
create macro object_of(entries) as
nullif(
    '{'
    || array_to_string(
        list_transform(
            list_sort(entries),
            lambda entry: cast(to_json(entry.key) as varchar) || ':' || coalesce(cast(entry.value as varchar), 'null')
        ),
        ','
    )
    || '}',
    '{}'
);

-- The cell of a table as a JSON value: a list or an object where it is the text of one, else a string; null where it
-- is empty. A text of 20,000 bytes or more stays a string: a shorter one cannot be nested too deep to be read.
create macro json_cell(cell_text) as
case
    when (cell_text like '[%' or cell_text like '{%') and strlen(cell_text) < 20000 then
        -- The inner case too, should this branch be computed for a longer text.
        coalesce(try_cast(case when strlen(cell_text) < 20000 then cell_text end as json), to_json(cell_text))
    when trim(cell_text) <> '' then to_json(cell_text)
end;

-- The entries below a prefix, named without it: from columns `traits.city` as from a column `traits` with members.
create macro entries_below(entries, prefix) as
list_transform(
    list_filter(entries, lambda entry: entry.key like prefix || '._%'),
    lambda entry: {key: substr(entry.key, length(prefix) + 2), value: entry.value}
)
|| flatten(list_transform(
    list_filter(entries, lambda entry: entry.key = prefix),
    lambda entry: coalesce(map_entries(from_json(entry.value, '"MAP(VARCHAR, JSON)"')), [])
));

-- The words true and false as the JSON values of that name; any other value as it is.
create macro json_switch(json_value) as
case
    when lower(cast(json_value as varchar)) in ('"true"', '"false"') then
        cast(lower(trim(cast(json_value as varchar), '"')) as json)
    else json_value
end;

-- A member of an object, as identifier_text.
create macro member_text(document, path) as identifier_text(json_extract_string(document, path), document, path);

-- Whether a member of a document is text, a number or a boolean, or is not there.
create macro is_plain(document, name) as
coalesce(json_type(document, name) not in ('OBJECT', 'ARRAY'), true);

-- A text as the member of an object; null where there is no text.
create macro text_member(name, member) as '"' || name || '":' || cast(to_json(member) as varchar);
