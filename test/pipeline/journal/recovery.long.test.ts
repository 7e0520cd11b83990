// The same as in the short test, at many more places and several at once.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { apart, flipBytes, together } from "./damaged-journal.ts";
import { JournalFolder } from "./journal-folder.ts";

let place: JournalFolder;
beforeEach(() => {
  place = new JournalFolder();
});
afterEach(() => place.remove());

describe.each([together, apart])("bytes that changed in segments of %d bytes", (segmentBytes) => {
  test.each([1, 4])("cost no records but those that are told, when up to %i did", async (most) => {
    await flipBytes(place, segmentBytes, most, { numRuns: 1500 });
    expect(place.files().length).toBeGreaterThan(0);
  });
});
