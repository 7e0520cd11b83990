// The configuration, as one schema. Pure: pipeline/config.ts reads the file and turns issues into lines.
import { z } from "zod";
import { configuredFunnel } from "./analyses/funnel-definition.ts";
import { pathsDefinition } from "./analyses/paths-definition.ts";
import { condition } from "./condition.ts";
import { httpSettings, streamInput, streamSettings } from "./config/stream.ts";
import { attributionModes, identifierKinds, valueRules } from "./identity/namespaces.ts";
import { directions } from "./event-types.ts";

const name = z.string().regex(/^[a-z0-9_-]+$/, "use lower-case letters, digits, _ and - only");
const channelName = z.string().regex(/^[a-z0-9_]+$/, "use lower-case letters, digits and _ only");
const positive = z.number().positive();
const count = z.number().int().positive();

/** Of the IANA list: newer Node versions also know offsets such as +02:00, which the engine does not. */
const isTimeZone = (zone: string): boolean => {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};
const timeZone = z.string().refine(isTimeZone, "not a time zone of the IANA list, such as Europe/Helsinki");

/** How a component that breaks a rule is resolved: docs/policies.md. */
export const policyNames = ["polku", "adobe", "segment"] as const;

const source = z
  .strictObject({
    name,
    connector: z.string(),
    files: z.union([z.string(), z.array(z.string()).nonempty()]).optional(),
    /** Where records come from; `files` above is the short form of one input of files. */
    inputs: z.array(streamInput).nonempty().optional(),
    /** The mapping of a `custom` source: a .sql file beside the configuration. */
    mapping: z.string().optional(),
    /** Zone of times that carry none; default UTC. */
    timezone: timeZone.optional(),
    channel: channelName.optional(),
    direction: z.enum(directions).optional(),
    /** The vendor's event name → an event type of ours. */
    events: z.record(z.string(), z.string()).default({}),
  })
  .refine((value) => (value.files === undefined) !== (value.inputs === undefined), {
    message: "give either files or inputs",
    path: ["files"],
  });

const namespaceName = z
  .string()
  .regex(/^[a-z0-9_][a-z0-9_.-]*$/i, "a namespace has letters, digits, _, . and - only");

const namespace = z.strictObject({
  rank: count.optional(),
  kind: z.enum(identifierKinds).optional(),
  limit: count.optional(),
  /** The limit counts the values seen within so many days, at any moment. */
  window_days: positive.optional(),
  /** Of another namespace → how many values of this one a value of it may be linked with. */
  max_per: z.record(namespaceName, count).optional(),
  max_profiles: count.optional(),
  blocked: z.array(z.union([z.string(), z.number()]).transform(String)).optional(),
});

const journey = z.strictObject({
  name,
  start: condition.optional(),
  goal: condition,
  idle_days: positive.default(30),
});

const section = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).prefault({} as never);

export const configSchema = z.strictObject({
  workspace: z.string().default("./workspace"),
  timezone: timeZone.default("UTC"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "three capital letters, such as EUR")
    .default("EUR"),
  sources: z.array(source).nonempty("name at least one source").max(1000),
  identity: section({
    policy: z.enum(policyNames).default("polku"),
    secret_file: z.string().default("./polku.secret"),
    phone: section({
      default_country: z
        .string()
        .regex(/^[A-Z]{2}$/, "two capital letters, such as FI")
        .optional(),
    }),
    /** False: only the namespaces that `namespaces` names are used. */
    built_in_namespaces: z.boolean().default(true),
    /** `as_given`: of all values only e-mails are trimmed and lower-cased; what is no identifier `blocked` says alone. */
    values: z.enum(valueRules).default("normalised"),
    namespaces: z.record(namespaceName, namespace).default({}),
    /** Whose an event is that carries nothing but shared devices. */
    attribution: z.enum(attributionModes).default("valid_at_event"),
    refuse_claims: z.boolean().default(false),
    max_component_links: count.default(20_000),
    /** A run warns where a measure of identity_health is beyond these. */
    alarms: section({
      largest_profile_identifiers: count.default(1000),
      largest_profile_person_identifiers: count.default(30),
      largest_profile_growth: count.default(200),
      identified_share_min: z.number().min(0).max(1).optional(),
      unattributed_share_max: z.number().min(0).max(1).optional(),
      conflicts_per_day_max: z.number().min(0).optional(),
      shared_devices_max: z.number().int().min(0).optional(),
      bridges_max: z.number().int().min(0).optional(),
    }),
  }),
  consent: section({ purpose: z.string().default("identity") }),
  sessions: section({
    gap_minutes: positive.default(30),
    channel_gap_minutes: z.record(channelName, positive).default({}),
  }),
  labels: z
    .array(z.strictObject({ when: condition, label: z.string().min(1) }))
    .max(1000)
    .default([]),
  journeys: z.array(journey).max(100).default([]),
  funnels: z.array(configuredFunnel).max(100).default([]),
  exclude: z.array(condition).default([]),
  paths: section({
    max_steps: count.default(10),
    definitions: z.array(pathsDefinition).max(100).default([]),
  }),
  publish: section({ keep_snapshots: count.default(3), every_seconds: positive.default(60) }),
  http: httpSettings,
  stream: streamSettings,
  export: section({ identifiers: z.enum(["clear", "hashed", "none"]).default("hashed") }),
  limits: section({
    max_line_bytes: count.default(8_000_000),
    max_depth: count.max(1_000).default(500),
    max_identifiers_per_event: count.default(20),
  }),
  quarantine: section({ max_share: z.number().min(0).max(1).default(0.01) }),
  engine: section({
    memory_limit: z
      .string()
      .regex(/^\d+(\.\d+)?\s*[KMGT]i?B$/i, "a size, such as 4GB")
      .default("4GB"),
    threads: count.default(2),
    temp_directory: z.string().default("./tmp"),
  }),
});

/** A configuration with every default filled in; paths are as written. */
export type Config = z.output<typeof configSchema>;
export type SourceConfig = Config["sources"][number];
export type InputConfig = NonNullable<SourceConfig["inputs"]>[number];
export type JourneyConfig = Config["journeys"][number];
