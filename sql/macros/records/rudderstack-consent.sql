-- rudderstack_consent: the purposes that a RudderStack call names as granted and denied, as an object; null where it names
-- none. A purpose in both lists is denied.

create macro text_elements(json_list) as
case
    when cast(json_list as varchar) like '[%' then
        list_filter(
            cast(json_extract(json_list, '$[*]') as varchar[]), lambda element: element like '"_%' and element <> '""'
        )
    else cast([] as varchar[])
end;

create macro rudderstack_consent(allowed, denied) as
case
    when allowed is not null or denied is not null then
        object_of(
            list_transform(
                list_distinct(
                    list_filter(text_elements(allowed), lambda element: not list_contains(text_elements(denied), element))
                ),
                lambda element: {key: cast(element as json) ->> '$', value: 'true'}
            )
            || list_transform(
                list_distinct(text_elements(denied)), lambda element: {key: cast(element as json) ->> '$', value: 'false'}
            )
        )
end;
