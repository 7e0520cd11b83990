-- redemptions: coupons that households handed in. The coupon came in a letter, so handing it in is what the letter
-- brought: channel mail. The log has days, not times; a day is read as its first moment, before the day's purchases.
select
    position,
    parts_digest(['redemption', household_id, coupon_upc, campaign_id, redemption_date]) as event_id,
    'mail' as channel,
    'coupon_redeemed' as event_type,
    redemption_date as occurred_at,
    observed_identifiers([observed('loyalty_card', household_id)]) as identifiers,
    'coupon ' || coupon_upc as item,
    'campaign ' || campaign_id as campaign,
from rows
