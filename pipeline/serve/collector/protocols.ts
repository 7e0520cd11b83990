// What is said to the collector and how: for each family of senders its routes, the connectors whose sources it fills,
// the shapes of its bodies and the words its libraries wait for.

/** What a record of a connector calls its id, and what it keeps of the way it came. Content is never touched. */
export interface WireNames {
  readonly id?: string;
  readonly sentAt?: string;
  readonly receivedAt?: string;
  /** Of a batch, and of each event in it that has none of its own. */
  readonly context?: string;
}

const callNames: WireNames = {
  id: "messageId",
  sentAt: "sentAt",
  receivedAt: "receivedAt",
  context: "context",
};

const namesOfConnectors: Readonly<Record<string, WireNames>> = {
  "web/segment": callNames,
  "web/rudderstack": callNames,
  "web/posthog": { id: "uuid", sentAt: "sent_at", receivedAt: "received_at" },
  "polku/cloudevents": { id: "id" },
  "polku/events": { id: "event_id", receivedAt: "received_at" },
  "email/sendgrid": { id: "sg_event_id" },
};

/** Nothing is put into the records of a connector that is not named here: it would be taken for content. */
export const wireNamesOf = (connector: string): WireNames => namesOfConnectors[connector] ?? {};

export interface Protocol {
  readonly name: string;
  /** As messages name it to somebody whose key is for another. */
  readonly title: string;
  /** Null: any source that is named in the path. */
  readonly connectors: readonly string[] | null;
  /** The member of a body whose list holds the events. */
  readonly list: string | null;
  /** Whether events may stand one a line. */
  readonly hasLines: boolean;
  /** What comes before the results in an answer. */
  readonly opening: string;
}

const calls: Protocol = {
  name: "calls",
  title: "/v1/batch and /v1/{track,identify,page,screen,group,alias}",
  connectors: ["web/segment", "web/rudderstack"],
  list: "batch",
  hasLines: false,
  opening: '{"success":true,"results":[',
};

const posthog: Protocol = {
  name: "posthog",
  title: "/batch and /capture",
  connectors: ["web/posthog"],
  list: "batch",
  hasLines: false,
  opening: '{"status":1,"results":[',
};

export const cloudEvents: Protocol = {
  name: "cloudevents",
  title: "/v1/cloudevents",
  connectors: ["polku/cloudevents"],
  list: null,
  hasLines: false,
  opening: '{"results":[',
};

const events: Protocol = {
  name: "events",
  title: "/v1/events",
  connectors: ["polku/events", "polku/profiles", "custom"],
  list: null,
  hasLines: true,
  opening: '{"results":[',
};

export const webhooks: Protocol = {
  name: "webhooks",
  title: "/v1/webhooks/SOURCE",
  connectors: null,
  list: null,
  hasLines: true,
  opening: '{"results":[',
};

export interface CollectorRoute {
  readonly path: string;
  readonly protocol: Protocol;
  /** The kind of a call that does not say it itself: the path does. */
  readonly type?: string;
}

const kinds = ["track", "identify", "page", "screen", "group", "alias"] as const;

/** Trailing slashes aside. The one-letter paths are those of Segment's library for browsers, `/beacon` RudderStack's. */
export const collectorRoutes: readonly CollectorRoute[] = [
  ...kinds.flatMap((type) => [
    { path: `/v1/${type}`, protocol: calls, type },
    { path: `/v1/${type.slice(0, 1)}`, protocol: calls, type },
  ]),
  ...["/v1/batch", "/v1/b", "/beacon/v1/batch"].map((path) => ({ path, protocol: calls })),
  ...["/batch", "/capture", "/e", "/i/v0/e"].map((path) => ({ path, protocol: posthog })),
  { path: "/v1/cloudevents", protocol: cloudEvents },
  { path: "/v1/events", protocol: events },
  { path: "/v1/webhooks/:source", protocol: webhooks },
];

/** The protocol by which a connector's sources are filled with a key; undefined where webhooks are the only way. */
export const protocolOf = (connector: string): Protocol | undefined =>
  [calls, posthog, cloudEvents, events].find(({ connectors }) => connectors?.includes(connector));
