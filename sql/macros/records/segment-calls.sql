-- segment_calls, segment_events, url_path: what every mapping of calls after the Segment spec needs.

-- The calls of a record: those of a batch body, or the record itself. The context and the sending time of a batch are
-- those of each of its calls, where the call does not say otherwise. An element that is no object comes out as null,
-- and so does a batch of none: a record that says nothing is not passed over.
create or replace temp macro segment_calls(line) as
case
    when contains(line, '"batch"') and json_array_length(line, '$.batch') = 0 and json_type(line, '$.batch') = 'ARRAY' then
        [null]
    when contains(line, '"batch"') and coalesce(json_type(line, '$.batch') = 'ARRAY', false) then
        list_transform(
            cast(json_extract(line, '$.batch[*]') as varchar[]),
            lambda call: case
                when call like '{%' then
                    cast(
                        json_merge_patch(
                            '{' || concat_ws(
                                ',',
                                '"sentAt":' || cast(json_extract(line, '$.sentAt') as varchar),
                                '"context":' || cast(json_extract(line, '$.context') as varchar)
                            ) || '}',
                            call
                        ) as varchar
                    )
            end
        )
    else [line]
end;

-- The track names of Segment's ecommerce, B2B, email, mobile and live chat specs that have a type of
-- ours, in lower case without blanks. Other vendors' records follow the same specs. A null channel or direction is
-- that of the call.
-- source: https://segment.com/docs/connections/spec/ecommerce/v2/ and its neighbours
create or replace temp macro segment_events() as table
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

-- The path of an absolute URL, without query and fragment; null where the text is no such URL.
create or replace temp macro url_path(url) as
case
    when url like '%://%' and regexp_matches(url, '^[A-Za-z][A-Za-z0-9+.-]*:') then
        coalesce(nullif(regexp_extract(url, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)', 1), ''), '/')
end;
