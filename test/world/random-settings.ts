// Small random configurations: limits that small worlds reach, two journeys, two funnels, labels and exclusions.
import * as fc from "fast-check";

/** The limits that random times are laid around. */
export interface Limits {
  readonly gapMinutes: number;
  readonly idleDays: number;
  readonly windowSeconds: number;
}

export interface RandomSettings {
  readonly limits: Limits;
  /** What stands in polku.yaml, but for workspace and secret. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const conditions = [
  { event_type: "order_completed" },
  { event_type: "product_viewed" },
  { event_type: ["cart_added", "product_viewed"] },
  { channel: "service" },
  { channel: "web", item: "/p/*" },
  { event_type: "ticket_solved" },
  { vendor_event: "Tilaus valmis" },
  { "properties.bot": true },
  { item: "*?x[1]" },
  { campaign: "spring*" },
  { source: "care" },
  { "traits.plan": ["gold", "7"] },
  { item: "50%_off\\n*'*" },
  { item: "*50x_off*" },
  { 'properties.it\'s "odd"': [1.5, "no", false] },
  { channel: ["web", "email"], campaign: "*-1" },
  {},
] as const;

const condition = fc.constantFrom(...conditions);

/** Conditions of journeys and funnels, which may ask for a label. */
const stepCondition = fc.oneof(
  { weight: 6, arbitrary: condition },
  { weight: 1, arbitrary: fc.constantFrom({ step_label: "web/*" }, { step_label: ["any", "service/call"] }) },
);

const labels = fc.array(
  fc.record({
    when: condition,
    label: fc.constantFrom("web/help", "a > b", "any", "x > > y", "service/call", 'it\'s "100%"'),
  }),
  { maxLength: 2 },
);

const optional = <Value>(arbitrary: fc.Arbitrary<Value>, freq = 2): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq });

const journeys = fc.record({
  goal: fc.constantFrom(...conditions.slice(0, 7)),
  secondGoal: stepCondition,
  start: stepCondition,
  secondIdle: fc.constantFrom(1, 30),
});

const funnel = fc.record({
  steps: fc.array(stepCondition, { minLength: 2, maxLength: 4 }),
  ties: fc.constantFrom("order", "convert"),
});

const namespaces = fc.record({
  userLimit: fc.constantFrom(1, 1, 1, 2),
  userMax: optional(fc.constantFrom(1, 2)),
  emailLimit: fc.constantFrom(5, 1, 2),
  emailMax: fc.constantFrom(5, 1, 2),
  deviceMax: fc.constantFrom(10, 1, 2),
  deviceLimit: optional(fc.constant(1), 4),
  deviceKind: fc.constantFrom("device", "device", "person"),
  memberKind: fc.constantFrom("person", "person", "household"),
  memberRank: fc.constantFrom(2, 3, 12),
  memberLimit: optional(fc.constantFrom(1, 2)),
  tokenMax: optional(fc.constantFrom(1, 2)),
  emailWindow: optional(fc.constantFrom(30, 1, 0.01), 3),
  userWindow: optional(fc.constantFrom(1, 0.01), 5),
  devicesPerUser: optional(fc.constantFrom(1, 2), 4),
  usersPerEmail: optional(fc.constantFrom(1, 2), 5),
  tierRank: optional(fc.constantFrom(2, 6), 3),
  blocked: optional(fc.constantFrom(["till@*", "/^no-?one@/"], ["p0*"]), 1),
});

const defined = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

type Drawn<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const namespaceSettings = (drawn: Drawn<typeof namespaces>): Record<string, unknown> => ({
  user_id: defined({
    limit: drawn.userLimit,
    window_days: drawn.userWindow,
    max_per: drawn.usersPerEmail === undefined ? undefined : { email: drawn.usersPerEmail },
    max_profiles: drawn.userMax,
  }),
  email: defined({
    limit: drawn.emailLimit,
    window_days: drawn.emailWindow,
    max_profiles: drawn.emailMax,
    blocked: drawn.blocked,
  }),
  anonymous_id: defined({
    max_profiles: drawn.deviceMax,
    limit: drawn.deviceLimit,
    max_per: drawn.devicesPerUser === undefined ? undefined : { user_id: drawn.devicesPerUser },
  }),
  device_id: { kind: drawn.deviceKind },
  member_no: defined(
    drawn.memberKind === "household"
      ? { kind: "household", max_profiles: drawn.memberLimit === undefined ? undefined : 2 }
      : { rank: drawn.memberRank, limit: drawn.memberLimit },
  ),
  ticket_id: defined({ max_profiles: drawn.tokenMax }),
  ...(drawn.tierRank === undefined ? {} : { loyalty_tier: { rank: drawn.tierRank, limit: 1 } }),
});

const drawnSettings = fc.record({
  gapMinutes: fc.constantFrom(30, 1, 0.5),
  serviceGap: optional(fc.constantFrom(240, 1)),
  idleDays: fc.constantFrom(30, 1, 0.25),
  windowSeconds: fc.constantFrom(86_400, 60, 3600),
  namespaces,
  labels,
  exclude: fc.array(condition, { maxLength: 1 }),
  journeys,
  funnels: fc.tuple(funnel, funnel),
  maxSteps: fc.constantFrom(10, 2, 1),
  policy: fc.constantFrom("polku", "polku", "polku", "adobe", "segment"),
  attribution: fc.constantFrom(
    "valid_at_event",
    "valid_at_event",
    "valid_at_event",
    "last_authenticated",
    "first_known",
    "isolate",
  ),
  refuseClaims: fc.constantFrom(false, false, false, true),
  maxIdentifiers: fc.constantFrom(20, 20, 2),
  country: optional(fc.constantFrom("FI", "FI", "US"), 4),
  currency: fc.constantFrom("EUR", "EUR", "SEK"),
  purpose: fc.constantFrom("identity", "identity", "analytics"),
  careChannel: optional(fc.constant("service")),
  careDirection: optional(fc.constantFrom("inbound", "outbound"), 4),
});

const sourcesOf = (drawn: Drawn<typeof drawnSettings>): Record<string, unknown>[] => [
  {
    name: "web",
    connector: "polku/events",
    files: "data/web/*.ndjson",
    events: { "Tilaus valmis": "order_completed" },
  },
  defined({
    name: "care",
    connector: "polku/events",
    files: "data/care/*.ndjson",
    channel: drawn.careChannel,
    direction: drawn.careDirection,
  }),
];

const settingsOf = (drawn: Drawn<typeof drawnSettings>): Record<string, unknown> => ({
  sources: sourcesOf(drawn),
  currency: drawn.currency,
  consent: { purpose: drawn.purpose },
  identity: {
    policy: drawn.policy,
    namespaces: namespaceSettings(drawn.namespaces),
    phone: defined({ default_country: drawn.country }),
    attribution: drawn.attribution,
    refuse_claims: drawn.refuseClaims,
  },
  sessions: defined({
    gap_minutes: drawn.gapMinutes,
    channel_gap_minutes: drawn.serviceGap === undefined ? undefined : { service: drawn.serviceGap },
  }),
  labels: drawn.labels,
  exclude: drawn.exclude.filter((one) => Object.keys(one).length > 0),
  journeys: [
    { name: "purchase", goal: drawn.journeys.goal, idle_days: drawn.idleDays },
    {
      name: "second",
      start: drawn.journeys.start,
      goal: drawn.journeys.secondGoal,
      idle_days: drawn.journeys.secondIdle,
    },
  ],
  funnels: drawn.funnels.map((one, index) => ({
    name: `funnel-${index + 1}`,
    window_seconds: drawn.windowSeconds,
    ...one,
  })),
  paths: { max_steps: drawn.maxSteps },
  limits: { max_identifiers_per_event: drawn.maxIdentifiers },
  quarantine: { max_share: 1 },
  engine: { memory_limit: "512MB", threads: 1 },
});

export const randomSettings: fc.Arbitrary<RandomSettings> = drawnSettings.map((drawn) => ({
  limits: { gapMinutes: drawn.gapMinutes, idleDays: drawn.idleDays, windowSeconds: drawn.windowSeconds },
  settings: settingsOf(drawn),
}));
