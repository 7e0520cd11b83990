// Touchpoints: every attributed evidence event that is not excluded and no profile_updated, numbered per profile.
import type { Config } from "../../../models/config.ts";
import type { Identified } from "../identity/identity.ts";
import { ruleOf } from "../identity/identifier.ts";
import { attributionOf, type Profile } from "../identity/profiles.ts";
import { isoTime, money, type Row } from "../measures.ts";
import { isExcluded, stepLabelOf } from "../records/configured.ts";
import type { Event } from "../records/event.ts";

export interface Touchpoint {
  readonly event: Event;
  readonly profile: Profile;
  readonly number: number;
  readonly label: string;
  readonly matchedNamespace: string;
  readonly isAnonymous: boolean;
  /** Money in the workspace's currency; null where there is none or it is in another. */
  readonly cents: number | null;
}

/** In canonical order; the stored evidence already is. */
export const touchpointsOf = (identity: Identified, config: Config): Touchpoint[] => {
  const counts = new Map<string, number>();
  return identity.evidence.flatMap((one): Touchpoint[] => {
    const attribution = attributionOf(one, identity);
    if (attribution === undefined || isExcluded(one.event, config)) return [];
    if (one.event.event_type === "profile_updated") return [];
    const { profile, matched } = attribution;
    const number = (counts.get(profile.profile_id) ?? 0) + 1;
    counts.set(profile.profile_id, number);
    const isOurs = one.event.currency === null || one.event.currency === config.currency;
    return [
      {
        event: one.event,
        profile,
        number,
        label: stepLabelOf(one.event, config),
        matchedNamespace: matched.namespace,
        isAnonymous: !one.usable.some((identifier) => ruleOf(identifier, identity.rules).kind === "person"),
        cents: isOurs ? one.event.cents : null,
      },
    ];
  });
};

export const isInbound = (touchpoint: Touchpoint): boolean => touchpoint.event.direction === "inbound";

/** The sum over touchpoints; null where none has a value. */
export const valueOf = (touchpoints: readonly Touchpoint[]): string | null => {
  const given = touchpoints.map(({ cents }) => cents).filter((cents) => cents !== null);
  return given.length === 0 ? null : money(given.reduce((sum, cents) => sum + cents, 0));
};

export const factTouchpoints = (
  touchpoints: readonly Touchpoint[],
  sessionOf: (touchpoint: Touchpoint) => string | null,
): Row[] =>
  touchpoints.map((touchpoint) => ({
    profile_id: touchpoint.profile.profile_id,
    touchpoint_number: touchpoint.number,
    source: touchpoint.event.source,
    event_id: touchpoint.event.event_id,
    channel: touchpoint.event.channel,
    event_type: touchpoint.event.event_type,
    vendor_event: touchpoint.event.vendor_event,
    step_label: touchpoint.label,
    direction: touchpoint.event.direction,
    occurred_at: isoTime(touchpoint.event.at),
    session_id: sessionOf(touchpoint),
    item: touchpoint.event.item,
    campaign: touchpoint.event.campaign,
    value: money(touchpoint.event.cents),
    currency: touchpoint.event.currency,
    matched_namespace: touchpoint.matchedNamespace,
    is_anonymous: touchpoint.isAnonymous,
  }));
