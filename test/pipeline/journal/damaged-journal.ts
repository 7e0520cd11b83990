// A journal of three appends whose bytes change, and what must hold whatever changed: records come out whole or are told.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect } from "vitest";
import { bytesOf, type Contents, type JournalFolder } from "./journal-folder.ts";

/** Sizes of segments: all appends in one, or one each. */
export const together = 64_000_000;
export const apart = 1;

/** Appends two records, one and three, and gives them as they are read. */
export const threeAppends = async (place: JournalFolder, segmentBytes: number): Promise<string[]> => {
  const journal = await place.open({ segmentBytes });
  await journal.append("web", bytesOf('{"n":1}', '{"n":2}'));
  await journal.append("crm", bytesOf('{"n":3}'));
  await journal.append("web", bytesOf('{"n":4}', '{"n":5}', '{"n":6}'));
  const { records } = await place.contents(journal);
  await journal.close();
  return records;
};

export const damagedFiles = (place: JournalFolder): string[] =>
  place.files().filter((name) => name.endsWith(".damaged"));

/** What is there; the same when it is read again in small parts, and after another opening with something behind it. */
export const reopened = async (place: JournalFolder): Promise<Contents> => {
  const journal = await place.open();
  const contents = await place.contents(journal);
  expect(await place.contents(journal, [], 1)).toEqual(contents);
  await journal.append("web", bytesOf("later"));
  await journal.close();
  const again = await place.contents(await place.open());
  expect(again.records).toEqual([...contents.records, `${String(again.next - 1n)} web later`]);
  expect(again.gaps).toEqual(contents.gaps);
  return contents;
};

const positionOf = (record: string): number => Number(record.split(" ")[0]);

const holdToLaw = async (place: JournalFolder, records: readonly string[]): Promise<void> => {
  const { records: found, gaps } = await reopened(place);
  const lost = records.filter((record) => !found.includes(record));
  expect(found).toEqual(records.filter((record) => !lost.includes(record)));
  const told = gaps.flatMap(({ from, to }) =>
    Array.from({ length: Number(to - from) }, (_, index) => Number(from) + index),
  );
  const positions = lost.map(positionOf);
  // How many records the last frame held is told by its header, unless that is what was damaged.
  const isEndLost = positions.at(-1) === records.length;
  if (isEndLost) expect(told[0]).toBe(positions[0]);
  else expect(told).toEqual(positions);
  expect(gaps.every(({ reason }) => reason === "journal_damaged")).toBe(true);
  expect(damagedFiles(place)).toHaveLength(gaps.length);
};

/** Flips single bits of some bytes, so often, each time beginning with a whole journal. */
export const flipBytes = async (
  place: JournalFolder,
  segmentBytes: number,
  mostFlips: number,
  runs: fc.Parameters<unknown>,
): Promise<void> => {
  const records = await threeAppends(place, segmentBytes);
  const whole = join(place.parent, "whole");
  mkdirSync(whole);
  for (const name of readdirSync(place.folder)) copyFileSync(join(place.folder, name), join(whole, name));
  const places = readdirSync(whole).flatMap((name) =>
    Array.from({ length: statSync(join(whole, name)).size }, (_, byte) => ({ name, byte })),
  );
  const flips = fc.uniqueArray(fc.constantFrom(...places), { minLength: 1, maxLength: mostFlips });
  await fc.assert(
    fc.asyncProperty(flips, async (flipped) => {
      rmSync(place.folder, { recursive: true });
      mkdirSync(place.folder);
      for (const name of readdirSync(whole)) copyFileSync(join(whole, name), join(place.folder, name));
      for (const { name, byte } of flipped) {
        const bytes = readFileSync(join(place.folder, name));
        bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << (byte % 8)), byte);
        writeFileSync(join(place.folder, name), bytes);
      }
      await holdToLaw(place, records);
    }),
    { ...runs, endOnFailure: true },
  );
};
