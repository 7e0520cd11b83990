-- zendesk_kind, zendesk_document, zendesk_record and what they are asked: a Zendesk record in one shape,
-- however it was exported.
-- source: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ and, beside it, ticket_audits,
-- ticket_metrics and users.

create or replace temp macro zendesk_kind(line) as
case
    when json_type(line, '$.ticket') = 'OBJECT' then 'ticket'
    when json_type(line, '$.user') = 'OBJECT' then 'user'
    when json_exists(line, '$.requester_id') or json_exists(line, '$.submitter_id') then 'ticket'
    when json_exists(line, '$.role') then 'user'
end;

-- The ticket or user with what stands beside it (audits, metric_set, users) among its members.
create or replace temp macro zendesk_document(line) as
case
    when json_type(line, '$.ticket') = 'OBJECT' then
        json_merged(cast(json_extract(line, '$.ticket') as varchar), json_without(line, ['ticket']))
    when json_type(line, '$.user') = 'OBJECT' then
        json_merged(cast(json_extract(line, '$.user') as varchar), json_without(line, ['user']))
    else cast(cast(line as json) as varchar)
end;

create or replace temp macro zendesk_record(document) as
from_json(
    document,
    '{
        "id": "VARCHAR", "created_at": "VARCHAR", "updated_at": "VARCHAR", "requester_id": "VARCHAR",
        "via": {"channel": "VARCHAR"},
        "satisfaction_rating": {"score": "VARCHAR", "created_at": "VARCHAR", "updated_at": "VARCHAR"},
        "metric_set": {
            "solved_at": "VARCHAR", "replies": "VARCHAR",
            "reply_time_in_minutes": {"calendar": "VARCHAR"}, "reply_time_in_seconds": {"calendar": "VARCHAR"}
        },
        "audits": [{
            "id": "VARCHAR", "created_at": "VARCHAR", "author_id": "VARCHAR",
            "events": [{
                "type": "VARCHAR", "field_name": "VARCHAR", "value": "VARCHAR", "previous_value": "VARCHAR",
                "public": "VARCHAR", "author_id": "VARCHAR", "score": "VARCHAR"
            }]
        }],
        "users": ["JSON"], "requester": "JSON"
    }'
);

-- The requester of a ticket, embedded or among the users beside it, as the text of an object.
create or replace temp macro zendesk_requester(record) as
coalesce(
    object_text(record.requester),
    list_filter(
        cast(record.users as varchar[]), lambda person: (person ->> '$.id') = record.requester_id
    )[1]
);

-- By the metric set: so many seconds (newer accounts) or whole minutes after the ticket was created. An int holds
-- seventy years of seconds; what is longer is no waiting time.
create or replace temp macro zendesk_first_reply(record, zone) as
case
    when record.metric_set.replies is distinct from '0' then
        strftime(
            parse_instant(record.created_at, zone)
            + coalesce(
                to_seconds(try_cast(record.metric_set.reply_time_in_seconds.calendar as integer)),
                to_minutes(try_cast(record.metric_set.reply_time_in_minutes.calendar as integer))
            ),
            '%Y-%m-%dT%H:%M:%SZ'
        )
end;

-- A rating without a time of its own is no event; it stays in the ticket's properties.
create or replace temp macro zendesk_rated_at(record) as
case
    when record.satisfaction_rating.score like 'good%' or record.satisfaction_rating.score like 'bad%' then
        coalesce(record.satisfaction_rating.updated_at, record.satisfaction_rating.created_at)
end;
