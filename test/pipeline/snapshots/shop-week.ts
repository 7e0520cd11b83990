// A published snapshot with rows in every table, for tests of what others read: four channels, a merge, a blocked
// value, a shared device, a record that nobody can read.
import { join } from "node:path";
import { type Manifest, manifestSchema } from "../../../models/manifest.ts";
import { readFileSync } from "node:fs";
import { Playground } from "../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../world/neutral.ts";

const settings = neutralSettings({
  identity: { namespaces: { address: { rank: 20, kind: "household" } } },
  timezone: "Europe/Helsinki",
  currency: "EUR",
  journeys: [{ name: "purchase", goal: { event_type: "order_completed" } }],
  funnels: [
    {
      name: "buying",
      window_days: 7,
      steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }],
    },
  ],
});

const maija = {
  identifiers: { user_id: "1", email: "maija@example.com", anonymous_id: "a1", address: "Kotikatu 1" },
};
const pekka = {
  identifiers: { user_id: "2", email: "pekka@example.com", anonymous_id: "a2", address: "Kotikatu 1" },
};

const first = [
  neutralRecord("e1", "01-01 10:00", { identifiers: { anonymous_id: "a1" }, item: "/p/1" }),
  neutralRecord("e2", "01-01 22:30:00.123456", { ...maija, event_type: "cart_added", campaign: "talvi ❄" }),
  neutralRecord("e3", "01-02 09:00", {
    identifiers: { email: "maija@example.com" },
    channel: "service",
    event_type: "call_received",
  }),
  neutralRecord("e4", "01-03 11:00", {
    ...maija,
    channel: "store",
    event_type: "order_completed",
    value: "20.05",
    currency: "EUR",
  }),
  neutralRecord("e5", "01-03 12:00", { ...pekka, sequence: 7 }),
  neutralRecord("e6", "01-03 12:30", { identifiers: { email: "No response" } }),
];

const second = [
  neutralRecord("e7", "01-04 08:00", {
    channel: "email",
    event_type: "email_sent",
    direction: "outbound",
    identifiers: { email: "maija@example.com" },
  }),
  neutralRecord("e8", "01-04 09:00", { identifiers: { user_id: "2", anonymous_id: "a1" } }),
];

export interface PublishedWeek {
  /** Of the configuration. */
  readonly folder: string;
  /** The current snapshot's. */
  readonly snapshot: string;
  readonly manifest: Manifest;
  remove(): void;
}

/** Runs twice over a week of a shop in a new folder. */
export const publishWeek = async (): Promise<PublishedWeek> => {
  const playground = Playground.create(settings);
  playground.write("1", [...arrivalsOf(first), { source: "web", line: "{ not json" }]);
  await playground.run();
  playground.write("2", arrivalsOf(second));
  const { snapshot_dir: snapshot } = await playground.run();
  const text = readFileSync(join(snapshot, "manifest.json"), "utf8");
  return {
    folder: playground.folder,
    snapshot,
    manifest: manifestSchema.parse(JSON.parse(text)),
    remove: () => playground.remove(),
  };
};
