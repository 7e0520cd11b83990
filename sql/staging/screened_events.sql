-- screened_events: what a mapping gave, brought to the columns of an event, each with its verdict.
-- grain: one row for each event of the mapping
-- kind:  part of the statement that stages a file; reads event_types and configured_events (what the mapping gave,
--        beside the settings), which pipeline/stages/screen.ts puts before it
-- column position: the first of the event's records
-- column reason:   null for a good event, else why it is set aside (models/verdict.ts)
with

parsed as (
    select
        coalesce(list_min(positions), position) as position,
        positions,
        fault,
        -- trim looks at every character: only for a text that begins with a blank.
        case when event_id = '' or (starts_with(event_id, ' ') and trim(event_id) = '') then null else event_id end
            as event_id,
        -- A name of another shape is no channel; the source's own then stands in for it.
        case
            when regexp_full_match(channel, '[a-z0-9_]+') then channel
            when regexp_full_match(lower(channel), '[a-z0-9_]+') then lower(channel)
            else source_channel
        end as channel,
        channel as given_channel,
        nullif(event_type, '') as event_type,
        nullif(vendor_event, '') as vendor_event,
        case when lower(direction) = 'outbound' then 'outbound' else 'inbound' end as direction,
        case when starts_with(occurred_at, ' ') then trim(occurred_at) <> '' else coalesce(occurred_at, '') <> '' end
            as has_time,
        parse_instant(occurred_at, timezone) as occurred_instant,
        -- Most records have neither. One call for both: the macro is long, and each call of it is planned anew.
        case
            when sent_at is not null or received_at is not null then
                list_transform(
                    [sent_at, received_at], lambda text: case when text is not null then parse_instant(text, timezone) end
                )
        end as transport_instants,
        coalesce(try_cast(sequence as bigint), 0) as sequence,
        revision,
        tidy_identifiers(identifiers) as identifiers,
        case
            when identity_action in ('identified', 'aliased', 'merged', 'logged_out') then identity_action
            else 'observed'
        end as identity_action,
        item,
        campaign,
        parse_amount(value) as value,
        currency,
        traits,
        consent,
        properties,
        max_identifiers_per_event,
    from configured_events
),

judged as (
    select
        *,
        case
            when fault is not null then fault
            when not has_time then 'missing_time'
            when occurred_instant is null then 'bad_time'
            when event_id is null then 'missing_event_id'
            when channel is null then 'missing_channel'
            when event_type is null and vendor_event is null then 'missing_type'
            when len(identifiers) > max_identifiers_per_event then 'too_many_identifiers'
        end as reason,
        coalesce(event_type in (select event_types.event_type from event_types), false) as is_known_type,
    from parsed
),

final as (
    select
        position,
        positions,
        reason,
        case
            when reason = 'too_many_identifiers' then
                len(identifiers) || ' identifiers, the limit is ' || max_identifiers_per_event
            -- Not the value: it may be anything.
            when reason = 'missing_channel' and trim(given_channel) <> '' then
                'its channel is no name of small letters, digits and _'
            when reason = 'bad_time' then 'occurred_at is no time that is understood'
        end as detail,
        event_id,
        channel,
        case when is_known_type then event_type else 'custom' end as event_type,
        case when is_known_type then vendor_event else coalesce(vendor_event, event_type) end as vendor_event,
        direction,
        occurred_instant as occurred_at,
        sequence,
        revision,
        transport_instants[1] as sent_at,
        transport_instants[2] as received_at,
        identifiers,
        identity_action,
        item,
        campaign,
        value,
        currency,
        traits,
        consent,
        properties,
    from judged
)

select * from final
