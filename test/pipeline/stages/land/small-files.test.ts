import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  readSmallFile,
  type SmallFile,
  stageSmallFiles,
} from "../../../../pipeline/stages/land/small-files.ts";
import { dropStaged } from "../../../../pipeline/stages/land.ts";
import type { Mapping } from "../../../../pipeline/stages/map/mapping.ts";
import type { Row } from "../../../../pipeline/warehouse/session.ts";
import { neutralLines, neutralRows, StagingBench, type StagedRows } from "../staging-bench.ts";

const bench = new StagingBench();

const good = (id: string): string =>
  JSON.stringify({ event_id: id, occurred_at: "2026-01-01T10:00:00Z", item: id });

/** Lines as they come: good ones, blank ones, and some with every kind of fault. */
const lines = fc.constantFrom(
  Buffer.from(good("a")),
  Buffer.from(good("ä\u{1f600}")),
  Buffer.from(` ${good("blanks")}\r`),
  Buffer.from(JSON.stringify({ event_id: "late" })),
  Buffer.from("not json"),
  Buffer.from("[1]"),
  Buffer.from(""),
  Buffer.from("  "),
  Buffer.from([0x7b, 0xff, 0x7d]),
  Buffer.from(`{"event_id":${"[".repeat(600)}${"]".repeat(600)}}`),
);
const rows = fc.constantFrom(
  Buffer.from("a,2026-01-01T10:00:00Z,x"),
  Buffer.from("b,yesterday,x"),
  Buffer.from("c,2026-01-01T10:00:00Z"),
  Buffer.from(""),
  Buffer.from('"d ""1""",2026-01-01T10:00:00Z,"x, y"'),
  Buffer.from([0x61, 0xff, 0x2c, 0x2c]),
);
const header = Buffer.from("event_id,occurred_at,item");
const newline = Buffer.from("\n");
const text = (parts: readonly Buffer[], endsWithNewline: boolean): Buffer => {
  const joined = Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [newline, part])));
  return endsWithNewline ? Buffer.concat([joined, newline]) : joined;
};

const together = async (paths: readonly string[], mapping: Mapping): Promise<StagedRows[]> => {
  const plan = bench.plan({ mapping });
  const [session] = bench.sessions;
  const groups = new Map<string, SmallFile[]>();
  for (const path of paths) {
    const input = { path, absolutePath: `${bench.folder}/${path}`, origin: path };
    const small = await readSmallFile(input, plan, undefined);
    if (small === null) throw new Error(`${path} is not small`);
    groups.set(small.key, [...(groups.get(small.key) ?? []), small]);
  }
  const found: StagedRows[] = [];
  for (const group of groups.values()) {
    const batch = await stageSmallFiles(session, group, plan);
    const events = await session.rows(
      `select * exclude (positions, reason, detail) from ${batch.eventsTable}
      where reason is null order by position, event_id`,
    );
    const faults = await session.rows(`from ${batch.faultsTable} order by position, event_id`);
    for (const [index, file] of batch.files.entries()) {
      const end = batch.files[index + 1]?.firstPosition ?? Number.POSITIVE_INFINITY;
      const own = (all: readonly Row[]): Row[] =>
        all
          .filter(({ position }) => Number(position) >= file.firstPosition && Number(position) < end)
          .map((row) => ({ ...row, position: Number(row["position"]) - file.positionShift }));
      found.push({ file, events: own(events), faults: own(faults) });
    }
    await dropStaged(session, [batch]);
  }
  return found;
};

/** Without the places that a file has in its batch. */
const facts = ({ file, events, faults }: StagedRows) => ({
  file: { ...file, firstPosition: 0, positionShift: 0 },
  events: events.map((row) => ({ ...row, position: Number(row["position"]) })),
  faults: faults.map((row) => ({ ...row, position: Number(row["position"]) })),
});

const byPath = (all: readonly StagedRows[]) =>
  Object.fromEntries(all.map((staged) => [staged.file.path, facts(staged)]));

const sameAsAlone = async (
  contents: readonly Buffer[],
  extension: string,
  mapping: Mapping,
): Promise<void> => {
  const paths = contents.map((_, index) => `small/${index}.${extension}`);
  for (const [index, content] of contents.entries()) await bench.write(paths[index] ?? "", content);
  const joined = await together(paths, mapping);
  const alone: StagedRows[] = [];
  for (const path of paths) alone.push(await bench.stage(path, { mapping }));
  expect(byPath(joined)).toEqual(byPath(alone));
};

describe("small files read together", () => {
  it("give of lines what each gives alone", async () => {
    const files = fc.array(fc.tuple(fc.array(lines, { maxLength: 6 }), fc.boolean()), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(files, (chosen) =>
        sameAsAlone(
          chosen.map(([parts, ends]) => text(parts, ends)),
          "ndjson",
          neutralLines,
        ),
      ),
      { numRuns: 8 },
    );
  });

  it("give of rows what each gives alone, quoted or not", async () => {
    const files = fc.array(fc.tuple(fc.array(rows, { maxLength: 6 }), fc.boolean()), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(files, (chosen) =>
        sameAsAlone(
          chosen.map(([parts, ends]) => text([header, ...parts], ends)),
          "csv",
          neutralRows,
        ),
      ),
      { numRuns: 8 },
    );
  });
});
