// The truth about a world as the files that `polku identity evaluate` reads, and what was planted as one more.
import type { DemoFile } from "./demo-folder.ts";
import type { World } from "./generate-world.ts";
import { plantedThings } from "./records/ledger.ts";

const field = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const csv = (header: string, rows: readonly (readonly string[])[]): string =>
  `${[header, ...rows.map((row) => row.map(field).join(","))].join("\n")}\n`;

export const truthFiles = ({ truth, planted, expected }: World): DemoFile[] => [
  {
    path: "truth-identifiers.csv",
    content: csv(
      "namespace,value,person",
      truth.identifiers.map(({ namespace, value, person }) => [namespace, value, person]),
    ),
  },
  {
    path: "truth-events.csv",
    content: csv(
      "source,event_id,person",
      truth.events.map(({ source, eventId, person }) => [source, eventId, person]),
    ),
  },
  {
    path: "planted.json",
    content: `${JSON.stringify({ planted, meaning: plantedThings, expected }, null, 2)}\n`,
  },
];
