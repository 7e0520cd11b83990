// The law that the cut of a file into chunks and blocks changes nothing, over staged tables.
import fc from "fast-check";
import { expect } from "vitest";
import { readSizes } from "../../../../connectors/transports/files/records/record-block.ts";
import { line, neutralLines, neutralRows, type StagingBench } from "../staging-bench.ts";

const records = fc.constantFrom(
  line("a"),
  line("b", { item: "ä".repeat(30) }),
  line("c", { occurred_at: "soon" }),
  "not json",
  "[1]",
  "",
  "  ",
  `{"a":${"[".repeat(9)}${"]".repeat(9)},"b":"${"x".repeat(30)}"}`,
  `{"event_id":"${"x".repeat(300)}"}`,
  "\ud800",
);
const rows = fc.constantFrom(
  "a,2026-01-01,x",
  'b,2026-01-01,"x, ""y""\nz"',
  "c,2026-01-01",
  "d,soon,x",
  "",
  '"e" f,2026-01-01,x',
  `g,2026-01-01,${"x".repeat(300)}`,
);

const limits = { max_line_bytes: 200, max_depth: 5 };
const sizes = fc.record({
  chunkBytes: fc.integer({ min: 1, max: 100 }),
  blockBytes: fc.integer({ min: 1, max: 300 }),
  keptBytes: fc.constant(250),
});

/** A file of lines and a file of rows, each as its text. */
const files = fc.record({
  lines: fc.array(records, { maxLength: 12 }).map((parts) => parts.join("\n")),
  rows: fc.array(rows, { maxLength: 12 }).map((parts) => `event_id,occurred_at,item\n${parts.join("\r\n")}`),
});

/** Whatever the cut, the staged tables are the same, and every record is accounted for. */
export const lawOfCutting = (bench: StagingBench, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(files, sizes, async (texts, size) => {
      await bench.write("law.ndjson", texts.lines);
      await bench.write("law.csv", texts.rows);
      for (const [path, mapping] of [
        ["law.ndjson", neutralLines],
        ["law.ndjson", { ...neutralLines, isGrouped: true }],
        ["law.csv", neutralRows],
      ] as const) {
        const whole = await bench.stage(
          path,
          { mapping, limits },
          { sizes: { ...readSizes, keptBytes: size.keptBytes } },
        );
        const cut = await bench.stage(path, { mapping, limits }, { sizes: { ...size } });
        expect({ ...cut, file: names(cut.file) }).toEqual({ ...whole, file: names(whole.file) });
        expect(cut.file.records).toBe(cut.file.quarantinedRecords + cut.events.length);
      }
    }),
    { numRuns },
  );

/** All but the names of the tables. */
const names = (file: object): object => ({ ...file, eventsTable: "", faultsTable: "" });
