-- profile_measures: how many profiles there are, how large, and how many of them are known.
-- grain: measure
with

counted as (
    select
        count(*) as profiles,
        count(*) filter (where is_known) as known_profiles,
        count(*) filter (where identifiers = 1) as profiles_of_1,
        count(*) filter (where identifiers between 2 and 5) as profiles_of_2_to_5,
        count(*) filter (where identifiers between 6 and 20) as profiles_of_6_to_20,
        count(*) filter (where identifiers between 21 and 100) as profiles_of_21_to_100,
        count(*) filter (where identifiers > 100) as profiles_of_over_100,
        coalesce(max(identifiers), 0) as largest_profile_identifiers,
        coalesce(max(person_identifiers), 0) as largest_profile_person_identifiers,
    from profiles
),

evidence as (
    select
        (select count(*) from events) - (select count(*) from future_events) as events,
        (select count(*) from event_profiles) as attributed,
),

final as (
    unpivot (
        select
            counted.profiles::double as profiles,
            counted.known_profiles::double as known_profiles,
            case when counted.profiles > 0 then counted.known_profiles / counted.profiles end as identified_share,
            counted.profiles_of_1::double as profiles_of_1,
            counted.profiles_of_2_to_5::double as profiles_of_2_to_5,
            counted.profiles_of_6_to_20::double as profiles_of_6_to_20,
            counted.profiles_of_21_to_100::double as profiles_of_21_to_100,
            counted.profiles_of_over_100::double as profiles_of_over_100,
            counted.largest_profile_identifiers::double as largest_profile_identifiers,
            counted.largest_profile_person_identifiers::double as largest_profile_person_identifiers,
            case
                when evidence.events > 0 then (evidence.events - evidence.attributed) / evidence.events
            end as unattributed_share,
        from counted
        cross join evidence
    )
    on columns(*)
    into name measure value value
)

select measure, null::varchar as namespace, value from final
