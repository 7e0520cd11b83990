-- posthog_record, posthog_property, posthog_events and the rest: what PostHog's records hold, in our words.

create macro posthog_record(item) as
from_json(
    item,
    '{
        "event": "VARCHAR", "uuid": "VARCHAR", "distinct_id": "VARCHAR", "timestamp": "VARCHAR", "sent_at": "VARCHAR",
        "received_at": "VARCHAR", "properties": "JSON", "$set": "JSON", "$set_once": "JSON"
    }'
);

create macro posthog_property(properties) as
from_json(
    properties,
    '{
        "distinct_id": "VARCHAR", "$user_id": "VARCHAR", "$is_identified": "VARCHAR", "alias": "VARCHAR",
        "$anon_distinct_id": "VARCHAR", "$device_id": "VARCHAR", "$session_id": "VARCHAR", "$lib": "VARCHAR",
        "$pathname": "VARCHAR", "$current_url": "VARCHAR", "$screen_name": "VARCHAR", "$survey_id": "VARCHAR",
        "$group_type": "VARCHAR", "$group_key": "VARCHAR", "utm_campaign": "VARCHAR", "product_id": "VARCHAR",
        "order_id": "VARCHAR", "total": "VARCHAR", "revenue": "VARCHAR", "currency": "VARCHAR", "token": "VARCHAR",
        "$set": "JSON", "$set_once": "JSON"
    }'
);

-- The names that PostHog's libraries send by themselves and that have a type of ours. Names of its specification of
-- e-commerce are Segment's.
-- source: https://posthog.com/docs/api/capture and https://posthog.com/docs/data/event-spec/ecommerce-events
create macro posthog_events() as table
select event_name, event_type
from (
    values
        ('$pageview', 'page_viewed'),
        ('$screen', 'screen_viewed'),
        ('$identify', 'profile_updated'),
        ('$create_alias', 'profile_updated'),
        ('$merge_dangerously', 'profile_updated'),
        ('$set', 'profile_updated'),
        ('$set_once', 'profile_updated'),
        ('survey sent', 'survey_answered')
) as named (event_name, event_type);

-- A distinct id; null where it is the word that stands for nobody in PostHog's mode without cookies, which is the same
-- for every visitor.
-- source: https://posthog.com/docs/privacy/cookieless-tracking
create macro posthog_distinct_id(id) as case when id <> '$posthog_cookieless' then id end;

-- The objects that set something on the person, the strongest first: what stands beside the properties goes before what
-- stands in them, and what is set before what is set once.
create macro posthog_person_sets(record, property) as
list_filter(
    [
        object_text(record."$set"), object_text(property."$set"),
        object_text(record."$set_once"), object_text(property."$set_once"),
    ],
    lambda document: document <> '{}'
);

-- What is set on a person, of objects in the order of their weight: of two values of one name the first stays. Null where
-- there is no object.
create macro posthog_traits(documents) as
case
    when len(documents) = 1 then documents[1]
    when len(documents) > 1 then
        list_reduce(
            documents, lambda stronger, weaker: json_joined(stronger, json_without(weaker, json_keys(stronger))), '{}'
        )
end;

-- Whether one name stands in several of these objects: then traits do not hold all that they say.
create macro posthog_overlaps(documents) as
len(documents) > 1
and len(list_distinct(flatten(list_transform(documents, lambda document: json_keys(document)))))
< len(flatten(list_transform(documents, lambda document: json_keys(document))));

-- The library makes its sessions' ids as UUIDs; another text is one only together with its client.
-- source: https://posthog.com/docs/references/posthog-js/types/BootstrapConfig
create macro posthog_session(id, client_id) as
case
    when regexp_full_match(id, '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}') then id
    when id <> '' and client_id <> '' then parts_digest([client_id, id])
end;

-- Properties without the project's key, and without what traits hold whole.
create macro posthog_kept(properties, property, is_in_traits) as
case
    when property.token is not null or is_in_traits then
        cast(
            json_merge_patch(
                properties,
                '{"token":null'
                || case when is_in_traits and object_text(property."$set") is not null then ',"$set":null' else '' end
                || case when is_in_traits and object_text(property."$set_once") is not null then ',"$set_once":null' else '' end
                || '}'
            ) as varchar
        )
    else properties
end;

-- What an item says beside its properties and what a column holds.
create macro posthog_leftover(item, record, holds_distinct_id, is_in_traits) as
cast(
    json_merge_patch(
        item,
        '{"event":null,"uuid":null,"timestamp":null,"sent_at":null,"received_at":null,"api_key":null,"token":null'
        || case when holds_distinct_id then ',"distinct_id":null' else '' end
        || case when object_text(record.properties) is null then '' else ',"properties":null' end
        || case when is_in_traits and object_text(record."$set") is not null then ',"$set":null' else '' end
        || case when is_in_traits and object_text(record."$set_once") is not null then ',"$set_once":null' else '' end
        || '}'
    ) as varchar
);
