-- web/rudderstack: calls of RudderStack's event spec, which follows Segment's. RudderStack says in `channel` where a call
-- was made, numbers the sessions of a client, and names purposes of consent in two lists.
-- grain: position, call
with

told as (
    select
        *,
        from_json(
            call,
            '{
                "channel": "VARCHAR", "context": {
                    "sessionId": "VARCHAR",
                    "consentManagement": {"allowedConsentIds": "JSON", "deniedConsentIds": "JSON"}
                }
            }'
        ) as record,
        coalesce(
            nullif(member_text(call, '$.anonymousId'), ''),
            nullif(member_text(call, '$.userId'), '')
        ) as client_id,
    from spec_calls
),

-- A session is named by the second in which it began, and another client's may have begun in it.
-- source: https://www.rudderstack.com/docs/sources/event-streams/sdks/session-tracking/faq/
sessions as (
    select
        *,
        case
            when client_id is not null and plain_text(record.context.sessionId, call, '$.context.sessionId') is not null then
                parts_digest([client_id, record.context.sessionId])
        end as session_id,
    from told
),

final as (
    select
        * exclude (call, record, client_id, session_id) replace (
            case when channel = 'web' and record.channel = 'mobile' then 'mobile' else channel end as channel,
            case
                when session_id is null then identifiers
                else identifiers || [observed('session_id', session_id)]
            end as identifiers,
            coalesce(
                consent,
                rudderstack_consent(
                    record.context.consentManagement.allowedConsentIds,
                    record.context.consentManagement.deniedConsentIds
                )
            ) as consent,
        ),
    from sessions
)

select * from final
