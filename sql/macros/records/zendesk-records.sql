-- zendesk_kind, zendesk_document, zendesk_record and what they are asked: a Zendesk record in one shape, however it
-- was exported.
-- source: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ and, beside it, ticket_audits,
-- ticket_metrics and users.

create macro zendesk_kind(line) as
list_transform(
    [
        from_json(
            line,
            '{"ticket": "JSON", "user": "JSON", "requester_id": "JSON", "submitter_id": "JSON", "role": "JSON"}'
        ),
    ],
    lambda part: case
        when object_text(part.ticket) is not null then 'ticket'
        when object_text(part.user) is not null then 'user'
        when part.requester_id is not null or part.submitter_id is not null then 'ticket'
        when part.role is not null then 'user'
    end
)[1];

-- The ticket or user itself. Where it is wrapped, what stands beside it (audits, metric_set, users) joins it.
create macro zendesk_document(line, kind) as
list_transform(
    [{core: object_text(json_extract(line, '$.' || kind)), beside: json_without(line, [kind])}],
    lambda part: case when part.core is null then line else json_merged(part.core, part.beside) end
)[1];

create macro zendesk_record(document) as
from_json(
    document,
    '{
        "id": "VARCHAR", "created_at": "VARCHAR", "updated_at": "VARCHAR", "requester_id": "VARCHAR",
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
create macro zendesk_requester(record) as
coalesce(
    object_text(record.requester),
    list_filter(
        cast(record.users as varchar[]), lambda person: json_extract_string(person, '$.id') = record.requester_id
    )[1]
);

-- By the metric set: so many seconds (newer accounts) or whole minutes after the ticket was created. An int holds
-- seventy years of seconds; what is longer is no waiting time.
create macro zendesk_first_reply(record, zone) as
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
create macro zendesk_rated_at(record) as
case
    when record.satisfaction_rating.score like 'good%' or record.satisfaction_rating.score like 'bad%' then
        coalesce(record.satisfaction_rating.updated_at, record.satisfaction_rating.created_at)
end;

-- Those of the people beside a ticket who are customers.
create macro zendesk_end_users(record) as
list_transform(
    list_filter(record.users, lambda person: json_extract_string(person, '$.role') = 'end-user'), lambda person: json_extract_string(person, '$.id')
);

-- Moments of one name, those without a time left out: but that a ticket was created is told even so.
create macro moments_of(moment, times) as
list_transform(
    list_filter(coalesce(times, []), lambda moment_at: moment = 'created' or moment_at is not null),
    lambda moment_at: {name: moment, occurred_at: moment_at}
);

-- Whose record it is: `person` is the user itself or the ticket's requester. A phone that people share says nothing
-- of one of them.
create macro zendesk_identifiers(document, kind, person) as
list_transform(
    [
        {
            told: from_json(document, '{"id": "JSON", "requester_id": "JSON", "via": {"channel": "VARCHAR", "source": {"from": {"address": "JSON"}}}}'),
            them: from_json(person, '{"external_id": "JSON", "email": "JSON", "phone": "JSON", "shared_phone_number": "VARCHAR"}'),
        },
    ],
    lambda record: json_identifiers([
        {key: 'user_id', value: record.them.external_id},
        {key: 'email', value: record.them.email},
        {key: 'email', value: case when record.told.via.channel = 'email' then record.told.via.source.from.address end},
        {key: 'phone', value: case when record.them.shared_phone_number is distinct from 'true' then record.them.phone end},
        {key: 'zendesk_user_id', value: case when kind = 'user' then record.told.id else record.told.requester_id end},
        {key: 'ticket_id', value: case when kind = 'ticket' then record.told.id end},
    ])
)[1];
