// The text of a commented starter configuration, with the sources that a data folder seems to hold.
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface FoundSource {
  readonly name: string;
  readonly connector: string;
  readonly files: string;
}

/** Words in a path that tell what is in the files; the first that fits. */
const hints: readonly { readonly pattern: RegExp; readonly name: string; readonly connector: string }[] = [
  { pattern: /posthog/i, name: "web", connector: "web/posthog" },
  { pattern: /rudder/i, name: "web", connector: "web/rudderstack" },
  { pattern: /cloud[-_ ]?events?/i, name: "events", connector: "polku/cloudevents" },
  { pattern: /segment|web|track/i, name: "web", connector: "web/segment" },
  { pattern: /sendgrid|e?mail|newsletter/i, name: "email", connector: "email/sendgrid" },
  { pattern: /zendesk|ticket|service|support|care/i, name: "service", connector: "service/zendesk" },
  { pattern: /receipt|store|till|pos\b/i, name: "store", connector: "store/receipts" },
  { pattern: /profile|customer|master|crm/i, name: "profiles", connector: "polku/profiles" },
];

const recordFile = /\.(ndjson|jsonl|json|csv|tsv|parquet)(\.(gz|zst))?$/i;

const guess = (file: string): FoundSource => {
  const extension = recordFile.exec(file)?.[0] ?? "";
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/") + 1) : "";
  const hint = hints.find(({ pattern }) => pattern.test(file));
  const name = hint?.name ?? "events";
  const connector = hint?.connector ?? "polku/events";
  // Files directly in the data folder are told apart by their names, so each stands for itself.
  const files = folder === "" ? file : `${folder}*${extension}`;
  return { name, connector, files };
};

/** What a folder of data seems to hold: one source for each kind of files. Empty where there is nothing. */
export const findSources = async (folder: string, data = "data"): Promise<FoundSource[]> => {
  const entries = await readdir(join(folder, data), { recursive: true }).catch(() => []);
  const found = new Map<string, FoundSource>();
  for (const entry of entries.filter((name) => recordFile.test(name)).toSorted()) {
    const source = guess(entry.replaceAll("\\", "/"));
    const files = `${data}/${source.files}`;
    if ([...found.values()].some((other) => other.files === files)) continue;
    const taken = [...found.keys()].filter((name) => name.replace(/-\d+$/, "") === source.name).length;
    const name = taken === 0 ? source.name : `${source.name}-${String(taken + 1)}`;
    found.set(name, { ...source, name, files });
  }
  return [...found.values()];
};

const example: readonly FoundSource[] = [
  { name: "events", connector: "polku/events", files: "data/*.ndjson" },
];

const sourceLine = ({ name, connector, files }: FoundSource): string =>
  `  - { name: ${name}, connector: ${connector}, files: ${JSON.stringify(files)} }`;

/** A configuration with the given sources, every other part shown as a comment. */
export const starterText = (
  found: readonly FoundSource[],
): string => `# polku reads raw events from files, finds out which of them are the same person's, and writes the journeys
# people take as tables. Every key: docs/configuration.md. Before the first run: polku doctor.

workspace: ./workspace           # the store and the published snapshots
# timezone: Europe/Helsinki      # for dates and weeks; default UTC
# currency: EUR

# Where events come from. A source has a name, a connector that knows the vendor's format, and files.
sources:
${(found.length === 0 ? example : found).map(sourceLine).join("\n")}
# - { name: tills, connector: store/receipts, files: data/store/*.csv, timezone: Europe/Helsinki }
# - { name: loyalty, connector: custom, files: data/loyalty/*.csv, mapping: loyalty.sql, channel: store }
#   A vendor's event name that polku does not know gets a type of its vocabulary like this:
# - { name: shop, connector: web/segment, files: data/*.gz, events: { "Order done": order_completed } }

identity:
  secret_file: ./polku.secret    # keys every profile id: keep it, and keep it out of version control
#  phone: { default_country: FI }
#  namespaces:
#    email: { blocked: ["till@example.com"] }   # a value that belongs to nobody
#    member: { rank: 2, limit: 1 }              # an identifier of your own

# sessions: { gap_minutes: 30 }

# What a journey leads to. It ends there, or after a silence.
journeys:
  - { name: purchase, goal: { event_type: order_completed }, idle_days: 30 }
#  - { name: service, start: { channel: service }, goal: { event_type: ticket_solved }, idle_days: 14 }

# Steps on the way, in order, and how long that may take.
funnels:
  - { name: checkout, window_days: 14, steps: [ { event_type: product_viewed }, { event_type: cart_added }, { event_type: order_completed } ] }

# Names for steps; the first that fits, else channel/event_type.
# labels:
#  - { when: { event_type: page_viewed, item: "/help/*" }, label: web/help }

# Stored and counted, but in no journey.
# exclude: [ { properties.user_agent: "*bot*" } ]
`;
