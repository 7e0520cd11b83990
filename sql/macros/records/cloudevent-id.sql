-- cloudevent_id: an event's id as a JSON string, for source and id together name a CloudEvent and neither does alone. Null
-- where one of them is missing, empty, or no text.
-- source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#id
create macro cloudevent_id(source, id) as
case
    when json_type(source) = 'VARCHAR' and json_type(id) = 'VARCHAR' and source <> '""' and id <> '""' then
        to_json(parts_digest([json_extract_string(source, '$'), json_extract_string(id, '$')]))
end;
