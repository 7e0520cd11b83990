-- letters: each household that a campaign wrote to, at the campaign's first day. The shop wrote to them: outbound.
select
    position,
    parts_digest(['letter', campaign_id, household_id]) as event_id,
    'mail' as channel,
    'letter_sent' as event_type,
    'outbound' as direction,
    start_date as occurred_at,
    observed_identifiers([observed('loyalty_card', household_id)]) as identifiers,
    campaign_type as item,
    'campaign ' || campaign_id as campaign,
    {ends_on: end_date} as properties,
from rows
