// Where a measure of identity becomes an alarm, and what the alarm says. Pure.
import type { Config } from "../../models/config.ts";

type Alarms = Config["identity"]["alarms"];

export interface Measure {
  readonly measure: string;
  readonly namespace: string | null;
  readonly value: number;
}

export interface JudgedMeasure extends Measure {
  readonly threshold: number | null;
  readonly is_alarm: boolean;
}

interface Rule {
  readonly key: keyof Alarms;
  /** True where little is bad. */
  readonly isLeast?: boolean;
  readonly advice: string;
}

const explained = "`polku explain` of the profile shows what holds it together, and its bridges";

const rules: Readonly<Record<string, Rule>> = {
  largest_profile_identifiers: { key: "largest_profile_identifiers", advice: explained },
  largest_profile_person_identifiers: { key: "largest_profile_person_identifiers", advice: explained },
  largest_profile_growth: { key: "largest_profile_growth", advice: explained },
  identified_share: {
    key: "identified_share_min",
    isLeast: true,
    advice: "see whether a source stopped sending its identifiers of persons",
  },
  unattributed_share: {
    key: "unattributed_share_max",
    advice: "see whether a source stopped sending identifiers, or sends blocked values",
  },
  conflicts_per_day: {
    key: "conflicts_per_day_max",
    advice: "`polku query \"from identity_refusals where rule = 'conflicting_event'\"` shows the events",
  },
  shared_devices: {
    key: "shared_devices_max",
    advice: "`polku identity suggest` shows how values are shared",
  },
  bridges: { key: "bridges_max", advice: "`polku explain` of a large profile names its bridges" },
};

/** What the largest profile is now beside the run before makes a jump visible before it is large. */
export const judge = (measure: Measure, alarms: Alarms): JudgedMeasure => {
  const rule = rules[measure.measure];
  const threshold = rule === undefined ? null : (alarms[rule.key] ?? null);
  const isBeyond = (limit: number): boolean =>
    rule?.isLeast === true ? measure.value < limit : measure.value > limit;
  return { ...measure, threshold, is_alarm: threshold !== null && isBeyond(threshold) };
};

/** At most four digits behind the point. */
const figure = (value: number): string => String(Math.round(value * 10_000) / 10_000);

/** A sentence for each alarm. */
export const alarmTexts = (measures: readonly JudgedMeasure[]): string[] =>
  measures.flatMap(({ measure, namespace, value, threshold, is_alarm }) => {
    const rule = rules[measure];
    if (!is_alarm || threshold === null || rule === undefined) return [];
    const where = namespace === null ? "" : ` of ${namespace}`;
    const side = rule.isLeast === true ? "below" : "above";
    return [
      `identity: ${measure}${where} is ${figure(value)}, ${side} identity.alarms.${rule.key} (${figure(threshold)}): ${rule.advice}.`,
    ];
  });
