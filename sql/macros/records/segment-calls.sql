-- segment_calls, segment_events, spec_value, url_path: what mappings of calls after the Segment spec need.

-- The calls of a record: those of a batch body, or the record itself, with the context and the sending time of the batch.
create macro segment_calls(line) as batch_items(line, ['sentAt', 'context']);

-- The track names of Segment's ecommerce, B2B, email, mobile and live chat specs that have a type of
-- ours, in lower case without blanks. Other vendors' records follow the same specs. A null channel or direction is
-- that of the call.
-- source: https://segment.com/docs/connections/spec/ecommerce/v2/ and its neighbours
create macro segment_events() as table
select event_name, event_type, channel, direction
from (
    values
        ('productssearched', 'search_performed', null, null),
        ('productlistviewed', 'product_list_viewed', null, null),
        ('productviewed', 'product_viewed', null, null),
        ('productadded', 'cart_added', null, null),
        ('productremoved', 'cart_removed', null, null),
        ('wishlistproductaddedtocart', 'cart_added', null, null),
        ('cartviewed', 'cart_viewed', null, null),
        ('promotionclicked', 'campaign_clicked', null, null),
        ('checkoutstarted', 'checkout_started', null, null),
        ('paymentinfoentered', 'payment_added', null, null),
        ('couponapplied', 'coupon_redeemed', null, null),
        ('ordercompleted', 'order_completed', null, null),
        ('ordershipped', 'order_shipped', null, null),
        ('ordercancelled', 'order_cancelled', null, null),
        ('orderrefunded', 'order_refunded', null, null),
        ('signedup', 'signed_up', null, null),
        ('signedin', 'signed_in', null, null),
        ('signedout', 'signed_out', null, null),
        ('formsubmitted', 'form_submitted', null, null),
        ('emaildelivered', 'email_delivered', 'email', 'outbound'),
        ('emailbounced', 'email_bounced', 'email', 'outbound'),
        ('emailopened', 'email_opened', 'email', null),
        ('emaillinkclicked', 'email_link_clicked', 'email', null),
        ('emailmarkedasspam', 'email_complained', 'email', null),
        ('unsubscribed', 'email_unsubscribed', 'email', null),
        ('pushnotificationreceived', 'message_sent', 'push', 'outbound'),
        ('pushnotificationtapped', 'message_opened', 'push', null),
        ('livechatconversationstarted', 'chat_started', 'chat', null)
) as named (event_name, event_type, channel, direction);

-- What changed hands by an event of these specs: `told` is the type that its name has, or `track` for a name of the
-- user's own. The specs write what was paid back without a sign. Under a name of the user's own an order shows by its
-- `revenue` or its id; a total alone may be that of a cart.
create macro spec_value(told, total, revenue, order_id) as
case told
    when 'order_completed' then coalesce(total, revenue)
    when 'order_refunded' then '-' || ltrim(coalesce(total, revenue), '-')
    when 'track' then case when coalesce(revenue, order_id) <> '' then coalesce(total, revenue) end
end;

-- The path of an absolute URL, without query and fragment; null where the text is no such URL.
create macro url_path(url) as
case
    when url like '%://%' and regexp_matches(url, '^[A-Za-z][A-Za-z0-9+.-]*:') then
        coalesce(nullif(regexp_extract(url, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)', 1), ''), '/')
end;
