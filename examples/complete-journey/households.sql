-- households: what 801 of them told about themselves, as traits. The table has no dates: it is taken as known from the
-- first day of the study.
select
    position,
    parts_digest(['household', household_id]) as event_id,
    'crm' as channel,
    'profile_updated' as event_type,
    'outbound' as direction,
    '2017-01-01' as occurred_at,
    observed_identifiers([observed('loyalty_card', household_id)]) as identifiers,
    {
        age: age,
        income: income,
        home: home_ownership,
        marital_status: marital_status,
        household: household_comp,
        size: household_size,
        kids: kids_count,
    } as traits,
from rows
