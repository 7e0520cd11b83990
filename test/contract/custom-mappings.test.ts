// The worked example of docs/custom-mappings.md, as it stands there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configSchema } from "../../models/config.ts";
import { customMapping } from "../../pipeline/stages/map/mapping.ts";
import { packageRoot } from "../../pipeline/warehouse/sql-text.ts";
import { StagingBench } from "../pipeline/stages/staging-bench.ts";
import { documentOf, identifierNames } from "./format-bench.ts";

const bench = new StagingBench();
const page = readFileSync(join(packageRoot, "docs/custom-mappings.md"), "utf8");

const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? "";

describe("docs/custom-mappings.md", () => {
  it("shows a mapping that gives the events it shows", async () => {
    const [source] = configSchema.parse(parse(block("yaml"))).sources;
    const mapping = customMapping(source?.mapping ?? "", block("sql"));
    const timezone = source?.timezone ?? "UTC";
    const { events, faults } = await bench.read("november.csv", block("csv"), {
      mapping,
      source: { timezone },
    });
    expect(faults).toEqual([]);
    const shown = events.map((event) => ({
      position: event["position"],
      event_id: event["event_id"],
      event_type: event["event_type"],
      occurred_at: event["occurred_at"],
      item: event["item"],
      value: event["value"],
      identifiers: identifierNames(event),
      properties: documentOf(event, "properties"),
    }));
    expect(shown).toEqual(JSON.parse(block("json")));
  });
});
