// The vocabulary of events and channels. It grows by need, here and nowhere else.

/** What an event can be. A vendor's name outside it becomes `custom` and stays readable as `vendor_event`. */
export const eventTypes = [
  "page_viewed",
  "screen_viewed",
  "search_performed",
  "product_viewed",
  "product_list_viewed",
  "cart_viewed",
  "cart_added",
  "cart_removed",
  "checkout_started",
  "payment_added",
  "order_completed",
  "order_shipped",
  "order_cancelled",
  "order_refunded",
  "signed_up",
  "signed_in",
  "signed_out",
  "form_submitted",
  "campaign_clicked",
  "email_sent",
  "email_delivered",
  "email_bounced",
  "email_opened",
  "email_link_clicked",
  "email_unsubscribed",
  "email_complained",
  "message_sent",
  "message_opened",
  "letter_sent",
  "coupon_redeemed",
  "call_received",
  "call_placed",
  "chat_started",
  "ticket_created",
  "ticket_replied",
  "ticket_reopened",
  "ticket_solved",
  "ticket_rated",
  "store_visited",
  "survey_answered",
  "subscription_started",
  "subscription_cancelled",
  "profile_updated",
  "custom",
] as const;

export type EventType = (typeof eventTypes)[number];

/** The channels our own formats use. A configuration may name others of the same shape. */
export const channels = [
  "web",
  "mobile",
  "email",
  "mail",
  "push",
  "chat",
  "service",
  "store",
  "social",
  "ads",
  "survey",
  "crm",
] as const;

export type Channel = (typeof channels)[number];

/** inbound: a step of the customer's own path. outbound: the company addressed them. */
export const directions = ["inbound", "outbound"] as const;
