import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { examineJournal } from "../../../../pipeline/workspace/doctor/journal-check.ts";
import { apart, threeAppends, together } from "../../journal/damaged-journal.ts";
import { JournalFolder } from "../../journal/journal-folder.ts";

let place: JournalFolder;
beforeEach(() => {
  place = new JournalFolder();
});
afterEach(() => place.remove());

const lastSegment = (): string => join(place.folder, place.files().at(-1) ?? "");

const flip = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
};

const told = async (): Promise<string> =>
  (await examineJournal(place.parent)).map(({ status, detail }) => `${status}: ${detail}`).join();

test("nothing is said of a journal that was never made", async () => {
  expect(await told()).toBe("");
});

test.each([together, apart])("records of a whole journal are counted (segments of %d)", async (bytes) => {
  await threeAppends(place, bytes);
  expect(await told()).toMatch(new RegExp(`^ok: .*: 6 records, .* in ${bytes === apart ? 3 : 1} files?$`));
});

test("a write that did not end is no damage", async () => {
  await threeAppends(place, together);
  truncateSync(lastSegment(), readFileSync(lastSegment()).length - 5);
  expect(await told()).toMatch(/^ok: .*: 3 records/);
  appendFileSync(lastSegment(), Buffer.alloc(4096));
  expect(await told()).toMatch(/^ok: .*: 3 records/);
});

test.each([together, apart])(
  "changed bytes are told, and stay as they are (segments of %d)",
  async (bytes) => {
    await threeAppends(place, bytes);
    const path = join(place.folder, place.files()[0] ?? "");
    flip(path, 130);
    const before = readFileSync(path);
    expect(await told()).toMatch(
      /^warning: .*: 4 records, .*; 1 place in them is damaged\. The stream goes on behind them/,
    );
    expect(readFileSync(path)).toEqual(before);
  },
);

test("a damaged head of a segment is told where both of its copies are", async () => {
  await threeAppends(place, apart);
  const path = lastSegment();
  flip(path, 3);
  expect(await told()).toMatch(/^ok: .*: 6 records/);
  flip(path, 43);
  expect(await told()).toMatch(/^warning: .*; 1 place in them is damaged/);
});

test("segments of two journals are refused as the stream refuses them", async () => {
  await threeAppends(place, apart);
  const other = new JournalFolder();
  await threeAppends(other, apart);
  writeFileSync(lastSegment(), readFileSync(join(other.folder, other.files().at(-1) ?? "")));
  await other.remove();
  expect(await told()).toMatch(/^failed: .*two journals/);
});
