-- batch_items: the items of a batch body, or the record itself. Members of the body with the given names are those of each
-- of its items, where the item does not say otherwise. An item that is no object comes out as null, and so does a batch
-- of none: a record that says nothing is not passed over.
create macro batch_items(line, names) as
case
    when contains(line, '"batch"') and json_array_length(line, '$.batch') = 0 and json_type(line, '$.batch') = 'ARRAY' then
        [null]
    when contains(line, '"batch"') and coalesce(json_type(line, '$.batch') = 'ARRAY', false) then
        list_transform(
            cast(json_extract(line, '$.batch[*]') as varchar[]),
            lambda item: case
                when item like '{%' then
                    cast(
                        json_merge_patch(
                            '{' || array_to_string(
                                list_transform(
                                    list_filter(names, lambda name: json_exists(line, '$.' || name)),
                                    lambda name: '"' || name || '":' || cast(json_extract(line, '$.' || name) as varchar)
                                ),
                                ','
                            ) || '}',
                            item
                        ) as varchar
                    )
            end
        )
    else [line]
end;
