-- sightings: when the identifiers $1 (keys, with commas between) were seen first and last, whoever's event it was.
with

final as (
    select
        published_time(min(first_seen_at)) as first_seen_at,
        published_time(max(last_seen_at)) as last_seen_at,
    from identifier_facts
    where identifier_key in (select unnest(string_split($1, ',')::integer[]))
)

select * from final
