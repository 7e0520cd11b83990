-- json_without, json_joined, json_merged: objects as JSON text, taken apart and put together without reading numbers.
-- Every argument is the text of a JSON object, or null. Numbers of any length come out as they went in.

-- The object without the members of these names.
create or replace temp macro json_without(document, names) as
cast(
    json_merge_patch(
        document,
        '{' || array_to_string(list_transform(names, lambda name: cast(to_json(name) as varchar) || ':null'), ',') || '}'
    ) as varchar
);

-- The members of both, where they have no name in common.
create or replace temp macro json_joined(document, other) as
case
    when other is null or other = '{}' then document
    when document is null or document = '{}' then other
    else left(document, -1) || ',' || substr(other, 2)
end;

-- The members of both. Where both have one of a name, the document's stays and the other's stands under `_record`.
create or replace temp macro json_merged(document, other) as
case
    when document is null or document = '{}' or other is null or other = '{}' then json_joined(document, other)
    else
        list_transform(
            [{kept: document, added: other, names: list_intersect(json_keys(document), json_keys(other))}],
            lambda pair: case
                when len(pair.names) = 0 then json_joined(pair.kept, pair.added)
                else
                    json_joined(
                        json_joined(pair.kept, json_without(pair.added, pair.names)),
                        '{"_record":'
                        || json_without(
                            pair.added,
                            list_filter(json_keys(pair.added), lambda name: not list_contains(pair.names, name))
                        )
                        || '}'
                    )
            end
        )[1]
end;

-- A value of a record as text: null where it is an object or a list, or empty. `value_text` is what from_json or
-- ->> gave for `path`; only the document can tell an object from a string that looks like one.
create or replace temp macro plain_text(value_text, document, path) as
case
    when value_text like '{%' or value_text like '[%' then
        case when json_type(document, path) in ('OBJECT', 'ARRAY') then null else value_text end
    else nullif(value_text, '')
end;

-- A JSON value as text where it is an object; null where it is anything else.
create or replace temp macro object_text(json_value) as
case when cast(json_value as varchar) like '{%' then cast(json_value as varchar) end;
