// The analysis part of a configuration as what the models read: TEMP tables of definitions and TEMP macros, all
// named cfg_. Text only; the build stage runs it. Macros take the columns of an event by name, so that a
// configuration that asks for no property reads none.
import type { Condition } from "../../../models/condition.ts";
import {
  funnelWindowSeconds,
  isPlainFunnel,
  stepConditions,
} from "../../../models/analyses/funnel-definition.ts";
import type { Config } from "../../../models/config.ts";
import type { DataEnd } from "../../run/run-context.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import { type ConditionMasks, conditionMasks, conditionSql } from "./conditions.ts";
import { askedChoices, funnelPlan, funnelStepLabels } from "../funnels/funnel-plan.ts";

/** The columns of an event that labels may ask for; conditions on labels come after these. */
const eventColumns =
  "source, channel, event_type, vendor_event, direction, item, campaign, currency, properties, traits";
const labelledColumns = `${eventColumns}, step_label`;

const table = (name: string, columns: string, rows: readonly string[]): string =>
  [
    `create or replace temp table ${name} (${columns})`,
    ...(rows.length === 0 ? [] : [`insert into ${name} values ${rows.join(", ")}`]),
  ].join(";\n");

const macro = (name: string, parameters: string, body: string): string =>
  `create or replace temp macro ${name}(${parameters}) as ${body}`;

const microseconds = (amount: number, unit: number): string => String(Math.round(amount * unit));
const second = 1_000_000;
const minute = 60 * second;

/** What holds for the whole workspace. */
export const generalSettings = (config: Config, dataEnd: DataEnd): string => {
  const end = dataEnd === null ? "null::timestamp" : `make_timestamp(${dataEnd})`;
  return macro(
    "cfg_settings",
    "",
    `{currency: ${quotedText(config.currency)}, timezone: ${quotedText(config.timezone)}, ` +
      `max_steps: ${config.paths.max_steps}::bigint, data_end: ${end}}`,
  );
};

const gap = ({ sessions }: Config): string => {
  const own = Object.entries(sessions.channel_gap_minutes).map(
    ([channel, amount]) => `when ${quotedText(channel)} then ${microseconds(amount, minute)}`,
  );
  const general = `${microseconds(sessions.gap_minutes, minute)}::bigint`;
  const body = own.length === 0 ? general : `case channel ${own.join(" ")} else ${general} end`;
  return macro("cfg_gap_microseconds", "channel", body);
};

/** `otherwise`, but what a source says of itself where it says something. */
const bySource = (
  { sources: all }: Config,
  otherwise: string,
  ownOf: (source: Config["sources"][number]) => string | null,
): string => {
  const own = all.flatMap((source) => {
    const value = ownOf(source);
    return value === null ? [] : [`when ${quotedText(source.name)} then ${value}`];
  });
  return own.length === 0 ? otherwise : `case source ${own.join(" ")} else ${otherwise} end`;
};

/** A vendor's name as it is written first, then in any case; the name that stands first wins. */
const eventType = (events: Readonly<Record<string, string>>): string | null => {
  const names = Object.entries(events);
  if (names.length === 0) return null;
  const exact = names.map(([name, type]) => `when given_name = ${quotedText(name)} then ${quotedText(type)}`);
  const folded = names.map(
    ([name, type]) => `when lower(given_name) = lower(${quotedText(name)}) then ${quotedText(type)}`,
  );
  return `case ${[...exact, ...folded].join(" ")} else event_type end`;
};

/** What sources say of their events. Macros, not tables: what nobody configured costs nothing, and not a join. */
const sources = (config: Config): string[] => [
  macro(
    "cfg_channel",
    "source, channel",
    bySource(config, "channel", ({ channel }) => (channel === undefined ? null : quotedText(channel))),
  ),
  macro(
    "cfg_direction",
    "source, direction",
    bySource(config, "direction", ({ direction }) =>
      direction === undefined ? null : quotedText(direction),
    ),
  ),
  macro(
    "cfg_event_type",
    "source, given_name, event_type",
    bySource(config, "event_type", ({ events }) => eventType(events)),
  ),
];

/** Twice, because a replacement's last space can begin the next separator. */
const withoutSeparator = (label: string): string =>
  `replace(replace(${label}, ' > ', ' ＞ '), ' > ', ' ＞ ')`;

// To replace takes five times as long as to put a label together: only in texts of others, and only where it is asked for.
const usualLabel = `case when contains(channel, ' > ') then ${withoutSeparator("channel")} else channel end || '/'
  || case when event_type = 'custom' then ${withoutSeparator("coalesce(vendor_event, 'custom')")} else event_type end`;

const stepLabel = ({ labels }: Config): string => {
  const own = labels.map(
    ({ when, label }) => `when ${conditionSql(when)} then ${withoutSeparator(quotedText(label))}`,
  );
  const body = own.length === 0 ? usualLabel : `case ${own.join(" ")} else ${usualLabel} end`;
  return macro("cfg_step_label", eventColumns, body);
};

const isExcluded = ({ exclude }: Config): string =>
  macro(
    "cfg_is_excluded",
    labelledColumns,
    exclude.length === 0 ? "false" : exclude.map(conditionSql).join(" or "),
  );

const journeys = (config: Config, masks: ConditionMasks): string =>
  table(
    "cfg_journeys",
    `definition_key integer, journey_name varchar, start_mask ${masks.type}, goal_mask ${masks.type}, idle_microseconds bigint`,
    config.journeys.map(({ name, start, goal, idle_days }, place) => {
      const startMask = start === undefined ? "null" : masks.maskOf(start);
      const idle = microseconds(idle_days, 24 * 60 * minute);
      return `(${place + 1}, ${quotedText(name)}, ${startMask}, ${masks.maskOf(goal)}, ${idle})`;
    }),
  );

/** A literal with the bits of all the conditions of which one must fit. */
const maskOfAny = (masks: ConditionMasks, conditions: readonly Condition[]): string =>
  conditions.map((condition) => masks.maskOf(condition)).join(" | ");

/** Steps of a funnel that ask for the same share a class: the steps' bits, step 1 being bit 0. */
const stepClass = (classes: readonly number[], place: number): string =>
  String(
    classes.reduce(
      (bits, other, step) => (other === classes[place] ? bits | (1n << BigInt(step)) : bits),
      0n,
    ),
  );

/** Those that the models find; any other funnel is counted beside them. */
const funnels = (config: Config, masks: ConditionMasks): string[] => {
  const plain = config.funnels.flatMap((definition, place) =>
    isPlainFunnel(definition) ? [{ definition, key: place + 1 }] : [],
  );
  return [
    table(
      "cfg_funnels",
      "funnel_key integer, funnel_name varchar, window_microseconds bigint, ties varchar, steps bigint",
      plain.map(({ definition, key }) => {
        const window = microseconds(funnelWindowSeconds(definition), second);
        return `(${key}, ${quotedText(definition.name)}, ${window}, '${definition.ties}', ${definition.steps.length})`;
      }),
    ),
    table(
      "cfg_funnel_steps",
      `funnel_key integer, step_number bigint, step_label varchar, step_mask ${masks.type}, class_bits bigint`,
      plain.flatMap(({ definition, key }) => {
        const { classes } = funnelPlan(definition);
        const labels = funnelStepLabels(definition);
        return definition.steps.map(
          (step, place) =>
            `(${key}, ${place + 1}, ${quotedText(labels[place] ?? "")}, ` +
            `${maskOfAny(masks, stepConditions(step))}, ${stepClass(classes, place)})`,
        );
      }),
    ),
  ];
};

/** The conditions that journeys and funnels ask of touchpoints, each with a bit of `matches`. */
export const analysisMasks = (config: Config): ConditionMasks =>
  conditionMasks([
    ...config.journeys.flatMap(({ start, goal }) => (start === undefined ? [goal] : [start, goal])),
    ...config.funnels.flatMap((definition) => askedChoices(definition).flat()),
  ]);

/**
 * Statements that make every cfg_ table and macro. Steps of a funnel are numbered from 1; windows and gaps are
 * microseconds. Throws config_invalid where journeys and funnels name too many conditions.
 */
export const analysisSettings = (config: Config, dataEnd: DataEnd): string[] => {
  const masks = analysisMasks(config);
  return [
    generalSettings(config, dataEnd),
    gap(config),
    ...sources(config),
    stepLabel(config),
    isExcluded(config),
    macro("cfg_matches", labelledColumns, masks.matches),
    journeys(config, masks),
    ...funnels(config, masks),
  ];
};
