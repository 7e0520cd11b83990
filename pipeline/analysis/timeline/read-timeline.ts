// One person across channels: every touchpoint in order, and for each identifier the evidence that joined it to the
// others. Read from a snapshot; needs no lock.
import { z } from "zod";
import type { Session } from "../../warehouse/session.ts";

const touchpointSchema = z.object({
  touchpoint_number: z.number(),
  occurred_at: z.string(),
  source: z.string(),
  event_id: z.string(),
  channel: z.string(),
  event_type: z.string(),
  step_label: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  session_id: z.string().nullable(),
  item: z.string().nullable(),
  campaign: z.string().nullable(),
  value: z.string().nullable(),
  currency: z.string().nullable(),
  matched_namespace: z.string(),
});

const identifierSchema = z.object({
  namespace: z.string(),
  value: z.string(),
  kind: z.string(),
  is_anchor: z.boolean(),
  first_seen_at: z.string(),
  last_seen_at: z.string(),
  events: z.number(),
  /** The link by which it first stood beside another identifier of the profile; null for one that stands alone. */
  joined_at: z.string().nullable(),
  joined_with: z.string().nullable(),
  joined_by: z.string().nullable(),
});

export type TimelineTouchpoint = z.output<typeof touchpointSchema>;
export type TimelineIdentifier = z.output<typeof identifierSchema>;

const touchpointsSql = `select
    touchpoint_number::double as touchpoint_number, occurred_at, source, event_id, channel, event_type,
    step_label, direction, session_id, item, campaign, value::varchar as value, currency, matched_namespace,
  from fct_touchpoints where profile_id = $1 order by touchpoint_number`;

/** Of an identifier's links to others of the profile the earliest, then the strongest by the names' order. */
const identifiersSql = `with
  held as (
    select
      namespace, value, any_value(kind) as kind, bool_or(is_anchor) as is_anchor, min(first_seen_at) as first_seen_at,
      max(last_seen_at) as last_seen_at, max(events)::double as events,
    from dim_profile_identifiers where profile_id = $1 group by namespace, value
  ),
  sides as (
    select
      namespace_a as namespace, value_a as value, namespace_b as other_namespace, value_b as other_value,
      first_seen_at, first_source, first_event_id,
    from identity_links where not is_refused
    union all
    select namespace_b, value_b, namespace_a, value_a, first_seen_at, first_source, first_event_id
    from identity_links where not is_refused
  ),
  joins as (
    select
      sides.namespace, sides.value,
      arg_min(
        {
          joined_at: sides.first_seen_at, joined_with: sides.other_namespace || ':' || sides.other_value,
          joined_by: sides.first_source || ':' || sides.first_event_id
        },
        (sides.first_seen_at, sides.other_namespace, sides.other_value)
      ) as evidence,
    from sides
    semi join held on sides.namespace = held.namespace and sides.value = held.value
    semi join held as others on sides.other_namespace = others.namespace and sides.other_value = others.value
    group by sides.namespace, sides.value
  ),
  found as (
    select held.*, evidence.joined_at as joined_at, evidence.joined_with as joined_with, evidence.joined_by as joined_by
    from held left join joins using (namespace, value)
  )
  select
    namespace, value, kind, is_anchor, first_seen_at, last_seen_at, events, joined_at,
    joined_with, joined_by
  from found order by is_anchor desc, found.first_seen_at, namespace, value`;

export interface Timeline {
  readonly touchpoints: readonly TimelineTouchpoint[];
  /** The anchor first, then as they appeared. */
  readonly identifiers: readonly TimelineIdentifier[];
}

/** What one profile did, and how it is known. Both are empty for a profile that the snapshot does not hold. */
export const readTimeline = async (session: Session, profileId: string): Promise<Timeline> => ({
  touchpoints: z.array(touchpointSchema).parse(await session.rows(touchpointsSql, [profileId])),
  identifiers: z.array(identifierSchema).parse(await session.rows(identifiersSql, [profileId])),
});
