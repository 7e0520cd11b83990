-- web/posthog: events as PostHog's libraries and its capture API send them, alone or in a batch body. Every distinct id is
-- an anonymous_id, for PostHog has one namespace of them; it is a user_id too where the event says who that is. Properties
-- stay whole, but for what is set on the person.
-- grain: position, item
with

items as (
    select position, unnest(batch_items(line, ['sent_at'])) as item
    from lines
),

records as (
    select position, item, posthog_record(item) as record
    from items
),

parsed as (
    select
        *,
        plain_text(record.event, item, '$.event') as name,
        object_text(record.properties) as properties,
        posthog_property(object_text(record.properties)) as property,
    from records
),

-- A value of a type that the API does not know is none.
told as (
    select
        *,
        identifier_text(record.distinct_id, item, '$.distinct_id') as own_id,
        identifier_text(property.distinct_id, properties, '$.distinct_id') as inner_id,
        posthog_distinct_id(plain_text(property."$user_id", properties, '$."$user_id"')) as told_user_id,
        posthog_distinct_id(identifier_text(property."$device_id", properties, '$."$device_id"')) as device_id,
        plain_text(property.order_id, properties, '$.order_id') as order_id,
        coalesce(plain_text(property."$pathname", properties, '$."$pathname"'), url_path(property."$current_url")) as page_path,
        plain_text(property."$screen_name", properties, '$."$screen_name"') as screen_name,
        posthog_person_sets(record, property) as person_sets,
    from parsed
),

-- Servers that name no person for a group's traits send the name of the group as its distinct id.
fields as (
    select
        *,
        case
            when name = '$groupidentify' and own_id = concat('$', property."$group_type", '_', property."$group_key") then null
            else posthog_distinct_id(coalesce(own_id, inner_id))
        end as distinct_id,
        case
            when name in ('$create_alias', '$merge_dangerously') then
                posthog_distinct_id(identifier_text(property.alias, properties, '$.alias'))
        end as alias,
        posthog_traits(person_sets) as traits,
        len(person_sets) > 0 and not posthog_overlaps(person_sets) as is_in_traits,
    from told
),

typed as (
    select
        fields.*,
        case
            when told_user_id is not null then told_user_id
            when name in ('$identify', '$merge_dangerously') or property."$is_identified" = 'true' then distinct_id
        end as user_id,
        coalesce(posthog.event_type, named.event_type, case when name is not null then 'custom' end) as event_type,
        case
            when named.channel is not null then named.channel
            when
                name = '$screen'
                or property."$lib" in ('posthog-ios', 'posthog-android', 'posthog-react-native', 'posthog-flutter') then
                'mobile'
            else 'web'
        end as channel,
        coalesce(named.direction, 'inbound') as direction,
        case
            when posthog.event_type is null then
                spec_value(coalesce(named.event_type, 'track'), property.total, property.revenue, order_id)
        end as value,
        posthog_leftover(item, record, own_id is not null and distinct_id is not null, is_in_traits) as leftover,
        posthog_kept(properties, property, is_in_traits) as kept_properties,
    from fields
    left join posthog_events() as posthog
        on fields.name = posthog.event_name
    left join segment_events() as named
        on translate(lower(fields.name), ' _-', '') = named.event_name
),

final as (
    select
        position,
        case when event_type is null then 'unknown_kind' end as fault,
        coalesce(
            plain_text(record.uuid, item, '$.uuid'),
            parts_digest([name, coalesce(own_id, inner_id), record.timestamp, properties])
        ) as event_id,
        channel,
        event_type,
        name as vendor_event,
        direction,
        record.timestamp as occurred_at,
        record.sent_at as sent_at,
        record.received_at as received_at,
        observed_identifiers([
            observed('user_id', user_id),
            observed('user_id', case when name = '$merge_dangerously' then alias end),
            observed('anonymous_id', distinct_id),
            observed('anonymous_id', alias),
            observed(
                'anonymous_id',
                posthog_distinct_id(identifier_text(property."$anon_distinct_id", properties, '$."$anon_distinct_id"'))
            ),
            observed('device_id', device_id),
            observed(
                'session_id',
                posthog_session(
                    plain_text(property."$session_id", properties, '$."$session_id"'), coalesce(device_id, distinct_id)
                )
            ),
            observed('email', member_text(traits, '$.email')),
            observed('phone', member_text(traits, '$.phone')),
            observed('order_id', order_id),
        ]) as identifiers,
        case
            when name = '$identify' and user_id <> '' then 'identified'
            when name = '$create_alias' and distinct_id <> '' and alias <> '' then 'aliased'
            when name = '$merge_dangerously' and distinct_id <> '' and alias <> '' then 'merged'
            when event_type = 'signed_out' then 'logged_out'
            else 'observed'
        end as identity_action,
        case
            when event_type = 'profile_updated' then null
            when name = '$screen' then screen_name
            when name = '$groupidentify' then plain_text(property."$group_key", properties, '$."$group_key"')
            when name = 'survey sent' then plain_text(property."$survey_id", properties, '$."$survey_id"')
            when name = '$pageview' then page_path
            else
                coalesce(
                    plain_text(property.product_id, properties, '$.product_id'), order_id, page_path, screen_name
                )
        end as item,
        plain_text(property.utm_campaign, properties, '$.utm_campaign') as campaign,
        value,
        case when value is not null then upper(property.currency) end as currency,
        traits,
        nullif(json_merged(kept_properties, leftover), '{}') as properties,
    from typed
)

select * from final
