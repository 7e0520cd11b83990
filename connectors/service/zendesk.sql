-- service/zendesk: a ticket with its audits or its metric set, or a user, one record each.
-- A ticket becomes what happened to it: created, first reply, reopened, solved, rated. Its audits decide where they
-- are there, else its metric set, which knows the last solving only and no reopening. Ids are made of the ticket's
-- number and of what never changes of the moment; the ticket's updated_at is the revision of all its events.
-- The ticket's fields are in the properties of each, its audits and metrics in those of ticket_created alone.
-- grain: position, event_id
with

documents as (
    select position, kind, zendesk_document(line, kind) as document
    from (select position, line, zendesk_kind(line) as kind from lines)
),

records as (
    select position, kind, document, zendesk_record(document) as record, timezone
    from documents
    cross join source_settings
),

audits as (
    select
        position,
        timezone,
        record.requester_id as requester_id,
        zendesk_end_users(record) as end_users,
        unnest(record.audits) as audit,
    from records
    where kind = 'ticket'
),

changes as (
    select
        position,
        audit.created_at as changed_at,
        {instant: parse_instant(audit.created_at, timezone), audit: try_cast(audit.id as hugeint)} as place,
        audit.author_id as author_id,
        requester_id,
        end_users,
        len(list_filter(audit.events, lambda other: other.type = 'Create')) > 0 as is_creation,
        unnest(audit.events) as change,
    from audits
),

-- What an audit says of a field or a comment. The comment of the audit that made the ticket is no reply.
told as (
    select
        position,
        changed_at,
        place,
        coalesce(change.value, change.score) as value,
        coalesce(change.previous_value, '') in ('solved', 'closed') as was_solved,
        change.value in ('solved', 'closed') as is_solved,
        case
            when change.type = 'SatisfactionRating' then 'satisfaction_score'
            when change.type in ('Create', 'Change') then change.field_name
            when
                change.type in ('Comment', 'VoiceComment')
                and change.public = 'true'
                and not is_creation
                and coalesce(change.author_id, author_id) is distinct from requester_id
                and not coalesce(list_contains(end_users, coalesce(change.author_id, author_id)), false) then 'reply'
        end as field,
    from changes
),

histories as (
    select
        position,
        [min_by(changed_at, place) filter (where field = 'reply')] as replied,
        list_distinct(list(case when field = 'status' and is_solved and not was_solved then changed_at end)) as solved,
        list_distinct(list(case when field = 'status' and was_solved and not is_solved then changed_at end)) as reopened,
        [
            max_by(changed_at, place) filter (
                where field = 'satisfaction_score' and (value like 'good%' or value like 'bad%')
            ),
        ] as rated,
    from told
    group by position
),

-- All that is the same for every moment of a record, so that it is read once. People beside a ticket change without
-- it, so they are no part of what happened to it; but they say whose it is.
described as (
    select
        position,
        timezone,
        kind,
        record,
        case when regexp_full_match(record.id, '\d{1,30}') then record.id end as id,
        json_without(document, ['id', 'created_at', 'updated_at', 'users', 'requester']) as whole,
        json_without(
            document, ['id', 'created_at', 'updated_at', 'users', 'requester', 'audits', 'metric_set']
        ) as fields,
        zendesk_identifiers(
            document, kind, case when kind = 'user' then document else zendesk_requester(record) end
        ) as identifiers,
    from records
),

-- A record that is neither a ticket nor a user has one moment too: the fault.
moments as (
    select
        described.*,
        unnest(
            case
                when kind = 'ticket' then
                    moments_of('created', [record.created_at])
                    || moments_of('replied', coalesce(replied, [zendesk_first_reply(record, timezone)]))
                    || moments_of('reopened', reopened)
                    || moments_of('solved', coalesce(solved, [record.metric_set.solved_at]))
                    || moments_of('rated', coalesce(rated, [zendesk_rated_at(record)]))
                else [{name: 'updated', occurred_at: coalesce(record.updated_at, record.created_at)}]
            end
        ) as moment,
    from described
    left join histories
        on described.position = histories.position
),

final as (
    select
        position,
        case when kind is null then 'unknown_kind' end as fault,
        -- Parts that never change: that a ticket was created happens once, that it was solved may happen again.
        kind || ' ' || id || ' ' || moment.name || case
            when moment.name in ('solved', 'reopened', 'updated') then
                ' at ' || coalesce(
                    strftime(parse_instant(moment.occurred_at, timezone), '%Y-%m-%dT%H:%M:%SZ'), 'a time that is none'
                )
            else ''
        end as event_id,
        'service' as channel,
        case kind when 'user' then 'profile_updated' when 'ticket' then 'ticket_' || moment.name end as event_type,
        kind || ' ' || moment.name as vendor_event,
        case when moment.name in ('replied', 'updated') then 'outbound' else 'inbound' end as direction,
        moment.occurred_at as occurred_at,
        -- In one instant: in the order of a ticket's life.
        list_position(['created', 'reopened', 'replied', 'solved', 'rated'], moment.name) - 1 as sequence,
        record.updated_at as revision,
        identifiers,
        'observed' as identity_action,
        case when kind = 'ticket' then id end as item,
        case when kind = 'user' then json_without(whole, ['url', 'last_login_at']) end as traits,
        case when moment.name = 'created' then whole when kind = 'ticket' then fields end as properties,
    from moments
)

select * from final
