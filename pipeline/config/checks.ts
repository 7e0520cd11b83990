// What a schema cannot say of a configuration: names that must be unique, known, or given together.
import { stepConditions } from "../../models/analyses/funnel-definition.ts";
import type { Condition } from "../../models/condition.ts";
import type { Config, SourceConfig } from "../../models/config.ts";
import { eventTypes } from "../../models/event-types.ts";
import type { PathProblem } from "./issue-text.ts";
import { resolveNamespaces } from "./namespaces.ts";
import { suggestion } from "./nearest.ts";
import { streamProblems, streamWarnings } from "./stream-checks.ts";
import type { Path } from "./yaml-source.ts";

const customConnector = "custom";

const isEventType = (name: string): boolean => (eventTypes as readonly string[]).includes(name);

const duplicates = (list: string, named: readonly { readonly name: string }[]): PathProblem[] =>
  named.flatMap(({ name }, index) => {
    const first = named.findIndex((other) => other.name === name);
    return first === index
      ? []
      : [{ path: [list, index, "name"], text: `${name} is the name of another entry` }];
  });

const sourceProblems = (
  source: SourceConfig,
  index: number,
  connectors: readonly string[],
): PathProblem[] => {
  const path: Path = ["sources", index];
  const problems: PathProblem[] = [];
  const isCustom = source.connector === customConnector;
  if (!isCustom && !connectors.includes(source.connector)) {
    const near = suggestion(source.connector, [...connectors, customConnector]);
    problems.push({ path: [...path, "connector"], text: `unknown connector; ${near}` });
  }
  if (isCustom && source.mapping === undefined) {
    problems.push({ path, text: "a custom source needs mapping, a .sql file beside the configuration" });
  }
  if (!isCustom && source.mapping !== undefined) {
    problems.push({ path: [...path, "mapping"], text: "only a source with connector: custom has a mapping" });
  }
  for (const [vendorEvent, eventType] of Object.entries(source.events)) {
    if (isEventType(eventType)) continue;
    problems.push({
      path: [...path, "events", vendorEvent],
      text: `unknown event type; ${suggestion(eventType, eventTypes)}`,
    });
  }
  return problems;
};

/** What tables of paths write beside the labels of steps. */
const reservedLabels = ["(start)", "(converted)", "(dropped)", "(open)", "…"];

const labelProblems = (config: Config): PathProblem[] =>
  config.labels.flatMap(({ when, label }, index) => [
    ...("step_label" in when
      ? [{ path: ["labels", index, "when"], text: "a label cannot be decided by step_label" }]
      : []),
    ...(reservedLabels.includes(label)
      ? [{ path: ["labels", index, "label"], text: `${label} has a meaning of its own in paths` }]
      : []),
  ]);

const isExpression = (entry: string): boolean => /^\/.*\/$/.test(entry);

const compiles = (entry: string): boolean => {
  try {
    return new RegExp(entry.slice(1, -1)) instanceof RegExp;
  } catch {
    return false;
  }
};

const blockedProblems = (config: Config): PathProblem[] =>
  Object.entries(config.identity.namespaces).flatMap(([namespace, { blocked }]) =>
    (blocked ?? []).flatMap((entry, index) =>
      isExpression(entry) && !compiles(entry)
        ? [
            {
              path: ["identity", "namespaces", namespace, "blocked", index],
              text: "no valid regular expression",
            },
          ]
        : [],
    ),
  );

/** A window narrows a limit, and directions speak of namespaces that are there. */
const guardProblems = (config: Config): PathProblem[] => {
  const rules = new Map(resolveNamespaces(config).map((rule) => [rule.namespace, rule]));
  return Object.entries(config.identity.namespaces).flatMap(([namespace, given]) => {
    const path: Path = ["identity", "namespaces", namespace];
    const isBare = given.window_days !== undefined && rules.get(namespace)?.limit === null;
    const unknown = Object.keys(given.max_per ?? {}).filter((other) => !rules.has(other));
    return [
      ...(isBare ? [{ path: [...path, "window_days"], text: "narrows a limit; give limit too" }] : []),
      ...(given.max_per?.[namespace] === undefined
        ? []
        : [{ path: [...path, "max_per", namespace], text: "names another namespace, not its own" }]),
      ...unknown.map((other) => ({
        path: [...path, "max_per", other],
        text: `unknown namespace; ${suggestion(other, [...rules.keys()])}`,
      })),
    ];
  });
};

/** Without the namespaces that are built in some have to be named. */
const namespaceProblems = (config: Config): PathProblem[] =>
  config.identity.built_in_namespaces || Object.keys(config.identity.namespaces).length > 0
    ? []
    : [
        {
          path: ["identity", "built_in_namespaces"],
          text: "is false, and identity.namespaces names none: then nothing is an identifier",
        },
      ];

/** What is wrong with a configuration that fits the schema. */
export const configProblems = (config: Config, connectors: readonly string[]): PathProblem[] => [
  ...duplicates("sources", config.sources),
  ...duplicates("journeys", config.journeys),
  ...duplicates("funnels", config.funnels),
  ...duplicates("paths", config.paths.definitions).map(({ path: [, ...rest], text }) => ({
    path: ["paths", "definitions", ...rest],
    text,
  })),
  ...config.sources.flatMap((source, index) => sourceProblems(source, index, connectors)),
  ...labelProblems(config),
  ...blockedProblems(config),
  ...guardProblems(config),
  ...namespaceProblems(config),
  ...streamProblems(config),
];

interface PlacedCondition {
  readonly path: Path;
  readonly condition: Condition;
}

const conditionsOf = (config: Config): PlacedCondition[] => [
  ...config.labels.map(({ when }, index) => ({ path: ["labels", index, "when"], condition: when })),
  ...config.exclude.map((condition, index) => ({ path: ["exclude", index], condition })),
  ...config.journeys.flatMap(({ start, goal }, index) => [
    ...(start === undefined ? [] : [{ path: ["journeys", index, "start"], condition: start }]),
    { path: ["journeys", index, "goal"], condition: goal },
  ]),
  ...config.funnels.flatMap(({ steps }, index) =>
    steps.flatMap((step, number) =>
      stepConditions(step).map((condition) => ({ path: ["funnels", index, "steps", number], condition })),
    ),
  ),
];

/** Guards that the policy does not ask. */
const silentGuards = ({ identity }: Config): PathProblem[] => {
  if (identity.policy !== "segment") return [];
  const directed = Object.entries(identity.namespaces).filter(([, { max_per }]) => max_per !== undefined);
  return [
    ...directed.map(([namespace]) => ({
      path: ["identity", "namespaces", namespace, "max_per"],
      text: "is not asked by the policy segment",
    })),
    ...(identity.refuse_claims
      ? [{ path: ["identity", "refuse_claims"], text: "is not asked by the policy segment" }]
      : []),
  ];
};

/** Conditions that can never hold, because no event has such a type: most likely a slip, so a warning. */
const neverHolding = (config: Config): PathProblem[] =>
  conditionsOf(config).flatMap(({ path, condition }) => {
    const wanted = condition["event_type"];
    const types = (Array.isArray(wanted) ? wanted : [wanted]).filter((type) => typeof type === "string");
    return types
      .filter((type) => !type.includes("*") && !isEventType(type))
      .map((type) => ({
        path: [...path, "event_type"],
        text: `no event has this type; ${suggestion(type, eventTypes)}`,
      }));
  });

export const configWarnings = (config: Config): PathProblem[] => [
  ...silentGuards(config),
  ...neverHolding(config),
  ...streamWarnings(config),
];
