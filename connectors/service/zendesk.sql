-- service/zendesk: a ticket with its audits or its metric set, or a user, one record each.
-- A ticket becomes what happened to it: created, first reply, reopened, solved, rated. Its audits decide where they
-- are there, else its metric set, which knows the last solving only and no reopening. Ids are made of the ticket's
-- number and of what never changes of the moment; the ticket's updated_at is the revision of all its events.
-- The ticket's fields are in the properties of each, its audits and metrics in those of ticket_created alone.
-- grain: position, event_id
with

documents as (
    select position, timezone, zendesk_kind(line) as kind, zendesk_document(line) as document
    from lines
    cross join source_settings
),

parsed as (
    select position, timezone, kind, document, zendesk_record(document) as record
    from documents
),

records as (
    select
        parsed.*,
        case when regexp_full_match(record.id, '\d{1,30}') then record.id end as id,
        plain_text(record.requester_id, document, '$.requester_id') as requester_id,
        coalesce(len(record.audits), 0) > 0 as is_audited,
        case when kind = 'user' then document else zendesk_requester(record) end as person,
    from parsed
),

-- What an audit says of a field or a comment. The comment of the audit that made the ticket is no reply.
changes as (
    select
        position,
        audit.created_at as changed_at,
        {instant: parse_instant(audit.created_at, timezone), audit: try_cast(audit.id as hugeint)} as place,
        case
            when change.type in ('Comment', 'VoiceComment') then 'comment'
            when change.type = 'SatisfactionRating' then 'satisfaction_score'
            when change.type in ('Create', 'Change') then change.field_name
        end as field,
        coalesce(change.value, change.score) as value,
        coalesce(change.previous_value, '') as previous_value,
        change.public = 'true'
        and len(list_filter(audit.events, lambda other: other.type = 'Create')) = 0
        and coalesce(change.author_id, audit.author_id) is distinct from requester_id
        and not coalesce(list_contains(end_users, coalesce(change.author_id, audit.author_id)), false) as is_reply,
    from (
        select
            position,
            timezone,
            requester_id,
            list_transform(
                list_filter(record.users, lambda person: (person ->> '$.role') = 'end-user'),
                lambda person: person ->> '$.id'
            ) as end_users,
            unnest(record.audits) as audit,
        from records
        where kind = 'ticket'
    )
    cross join unnest(audit.events) as events (change)
),

moments as (
    select position, 'created' as moment, record.created_at as occurred_at
    from records
    where kind = 'ticket'
    union all
    select position, 'replied', min_by(changed_at, place)
    from changes
    where field = 'comment' and is_reply
    group by position
    union all
    select distinct position, 'solved', changed_at
    from changes
    where field = 'status' and value in ('solved', 'closed') and previous_value not in ('solved', 'closed')
    union all
    select distinct position, 'reopened', changed_at
    from changes
    where field = 'status' and value not in ('solved', 'closed') and previous_value in ('solved', 'closed')
    union all
    select position, 'rated', max_by(changed_at, place)
    from changes
    where field = 'satisfaction_score' and (value like 'good%' or value like 'bad%')
    group by position
    union all
    select
        position,
        unnest(['replied', 'solved', 'rated']),
        unnest([zendesk_first_reply(record, timezone), record.metric_set.solved_at, zendesk_rated_at(record)]),
    from records
    where kind = 'ticket' and not is_audited
    union all
    select position, 'updated', coalesce(record.updated_at, record.created_at)
    from records
    where kind = 'user'
),

-- Parts of an id that never change: that a ticket was created happens once, that it was solved may happen again.
final as (
    select
        records.position as position,
        case when kind is null then 'unknown_kind' end as fault,
        kind || ' ' || id || ' ' || moment || case
            when moment in ('solved', 'reopened', 'updated') then
                ' at ' || coalesce(
                    strftime(parse_instant(moments.occurred_at, timezone), '%Y-%m-%dT%H:%M:%SZ'), 'a time that is none'
                )
            else ''
        end as event_id,
        'service' as channel,
        case when kind = 'user' then 'profile_updated' else 'ticket_' || moment end as event_type,
        kind || ' ' || moment as vendor_event,
        case when moment in ('replied', 'updated') then 'outbound' else 'inbound' end as direction,
        moments.occurred_at as occurred_at,
        -- In one instant: in the order of a ticket's life.
        list_position(['created', 'reopened', 'replied', 'solved', 'rated'], moment) - 1 as sequence,
        record.updated_at as revision,
        observed_identifiers([
            observed('user_id', member_text(person, '$.external_id')),
            observed('email', member_text(person, '$.email')),
            observed(
                'email',
                case when record.via.channel = 'email' then member_text(document, '$.via.source.from.address') end
            ),
            observed(
                'phone',
                case
                    when (person ->> '$.shared_phone_number') is distinct from 'true' then member_text(person, '$.phone')
                end
            ),
            observed('zendesk_user_id', case when kind = 'user' then id else requester_id end),
            observed('ticket_id', case when kind = 'ticket' then id end),
        ]) as identifiers,
        'observed' as identity_action,
        case when kind = 'ticket' then id end as item,
        case when kind = 'user' then json_without(document, ['id', 'url', 'updated_at', 'last_login_at']) end as traits,
        -- People beside a ticket change without it, so they are no part of what happened to it.
        case
            when moment = 'created' then
                json_without(document, ['id', 'created_at', 'updated_at', 'users', 'requester'])
            when kind = 'ticket' then
                json_without(
                    document, ['id', 'created_at', 'updated_at', 'users', 'requester', 'audits', 'metric_set']
                )
        end as properties,
    from records
    left join moments
        on records.position = moments.position
    where kind is null or moment in ('created', 'updated') or moments.occurred_at is not null
)

select * from final
