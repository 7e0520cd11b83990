import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MacroBench } from "./macro-bench.ts";

const bench = new MacroBench();

const read = (texts: readonly (string | null)[], zone = "UTC"): Promise<unknown[]> =>
  bench.each(`parse_instant(given, '${zone}')`, texts);

const instants: readonly (readonly [text: string, instant: string])[] = [
  ["2026-11-25T09:10:22.123Z", "2026-11-25T09:10:22.123Z"],
  ["2026-11-25T09:10:22Z", "2026-11-25T09:10:22.000Z"],
  ["2026-11-25T09:10:22.1Z", "2026-11-25T09:10:22.100Z"],
  ["2026-11-25T09:10:22.123456789Z", "2026-11-25T09:10:22.123456Z"],
  ["2026-11-25T09:10:22,5Z", "2026-11-25T09:10:22.500Z"],
  ["2026-11-25T09:10Z", "2026-11-25T09:10:00.000Z"],
  ["2026-11-25t09:10:22z", "2026-11-25T09:10:22.000Z"],
  ["2026-11-25 09:10:22 UTC", "2026-11-25T09:10:22.000Z"],
  ["2026-11-25T09:10:22+02:00", "2026-11-25T07:10:22.000Z"],
  ["2026-11-25T09:10:22-0730", "2026-11-25T16:40:22.000Z"],
  ["2026-11-25 09:10:22 +02", "2026-11-25T07:10:22.000Z"],
  [" 2026-11-25T09:10:22Z ", "2026-11-25T09:10:22.000Z"],
  ["20261125T091022Z", "2026-11-25T09:10:22.000Z"],
  ["20261125T091022.5+0200", "2026-11-25T07:10:22.500Z"],
  ["2011/09/25 22:35:44 -0700", "2011-09-26T05:35:44.000Z"],
  ["Wed, 25 Nov 2026 09:10:22 +0000", "2026-11-25T09:10:22.000Z"],
  ["Wed, 25 Nov 2026 09:10:22 GMT", "2026-11-25T09:10:22.000Z"],
  ["25 Nov 2026 09:10 +0200 (EET)", "2026-11-25T07:10:00.000Z"],
  ["0", "1970-01-01T00:00:00.000Z"],
  ["-1", "1969-12-31T23:59:59.000Z"],
  ["1795597822", "2026-11-25T09:10:22.000Z"],
  ["1795597822123", "2026-11-25T09:10:22.123Z"],
  ["1795597822123456", "2026-11-25T09:10:22.123456Z"],
  ["1795597822123456789", "2026-11-25T09:10:22.123456Z"],
  ["1795597822.123456", "2026-11-25T09:10:22.123456Z"],
  ["1795597822.9999999999", "2026-11-25T09:10:22.999999Z"],
  ["1795597822123.5", "2026-11-25T09:10:22.123500Z"],
  ["1.795597822e9", "2026-11-25T09:10:22.000Z"],
  ["-2208988800", "1900-01-01T00:00:00.000Z"],
  ["7289654399", "2200-12-31T23:59:59.000Z"],
];

const refused = [
  ["01/02/2026", "25/11/2026 09:10", "11-25-2026", "25-11-2026"],
  ["2026", "20261125", "202611250910", "20261125091022", "2026-11", "2026-W05", "2026-1-5", "26-11-25"],
  ["now", "today", "epoch", "infinity", "-infinity", "nan", "null", "true", "{}", "[1]", "x", "", " "],
  [
    "2026-02-30",
    "2026-13-01",
    "31 Feb 2026 09:10:22 GMT",
    "31.2.2026",
    "2026/2/30",
    "5 Foo 2026 09:10:22 GMT",
  ],
  ["2026-11-25T24:00:00Z", "2026-11-25T23:59:60Z", "2026-11-25T9:10:22Z", "2026-11-25T 9:10:22Z", "12:00"],
  ["2026-11-25T09:10:22.Z", "2026-11-25T09:10:22.1234567890Z", "2026-11-25T09:10:22+19:00", "2026-11-25 BC"],
  ["2026-11-25T09:10:22 Europe/Helsinki", "5 Nov 2026 09:10:22 EST", "2026-11-25T09:10:22ZZ", "2026-11-25Z"],
  [
    "1899-12-31T23:59:59Z",
    "2201-01-01T00:00:00Z",
    "-2208988801",
    "7289654400",
    "99999999999999999999",
    "1e99",
  ],
  ["1_000", "+-5", "0x10", "١٧٩٥٥٩٧٨٢٢", "2026-11-25T09:10:22Z; drop table x", "1795597822\u0000"],
].flat();

/** Local texts in Helsinki. */
const local: readonly (readonly [text: string, instant: string])[] = [
  ["2026-11-25 09:10:22", "2026-11-25T07:10:22.000Z"],
  ["2026-07-25T09:10", "2026-07-25T06:10:00.000Z"],
  ["2026-07-25", "2026-07-24T21:00:00.000Z"],
  ["2026/7/5 9:10", "2026-07-05T06:10:00.000Z"],
  ["20260725T091022", "2026-07-25T06:10:22.000Z"],
  ["25.11.2026 9.10", "2026-11-25T07:10:00.000Z"],
  ["25.11.2026 09:10:22", "2026-11-25T07:10:22.000Z"],
  ["25.11.2026 klo 9.10", "2026-11-25T07:10:00.000Z"],
  ["5.1.2026", "2026-01-04T22:00:00.000Z"],
  // Skipped at the clocks' jump forward: the offset before it. Shown twice: the later one.
  ["2026-03-29 02:59:59", "2026-03-29T00:59:59.000Z"],
  ["2026-03-29 03:30:00", "2026-03-29T01:30:00.000Z"],
  ["2026-03-29 04:00:00", "2026-03-29T01:00:00.000Z"],
  ["2026-10-25 02:59:59", "2026-10-24T23:59:59.000Z"],
  ["2026-10-25 03:30:00", "2026-10-25T01:30:00.000Z"],
  ["2026-10-25 04:00:00", "2026-10-25T02:00:00.000Z"],
];

describe("parse_instant", () => {
  it("reads what names one instant", async () => {
    const given = await read(instants.map(([text]) => text));
    expect(instants.map(([text], index) => [text, given[index]])).toEqual(instants);
  });

  it("reads a text without an offset in the zone it is given", async () => {
    const texts = local.map(([text]) => text);
    const given = await read(texts, "Europe/Helsinki");
    expect(local.map(([text], index) => [text, given[index]])).toEqual(local);
    expect(await bench.each("parse_instant(given, null)", ["2026-11-25 09:10:22"])).toEqual([
      "2026-11-25T09:10:22.000Z",
    ]);
  });

  it("refuses what names none, or might name two", async () => {
    const given = await read([...refused, null], "Europe/Helsinki");
    expect(refused.filter((_text, index) => given[index] !== null)).toEqual([]);
  });

  it("reads each instant as it was written, by any of the ways to write it", async () => {
    const instant = fc.integer({ min: -2_208_000_000_000, max: 7_289_000_000_000 }).filter((millis) => {
      const digits = String(Math.abs(millis));
      return digits.length > 11 && !/^(19|20|21)/.test(digits);
    });
    await fc.assert(
      fc.asyncProperty(fc.array(instant, { minLength: 20, maxLength: 20 }), async (millis) => {
        const isos = millis.map((value) => new Date(value).toISOString());
        expect(await read(isos)).toEqual(isos);
        expect(await read(millis.map(String))).toEqual(isos);
        expect(await read(millis.map((value) => `${value}000`))).toEqual(isos);
        expect(await read(isos.map((iso) => iso.replace("T", " ").replace("Z", "+00:00")))).toEqual(isos);
        const seconds = isos.map((iso) => `${iso.slice(0, 19)}.000Z`);
        expect(await read(isos.map((iso) => new Date(iso).toUTCString()))).toEqual(seconds);
      }),
      { numRuns: 10 },
    );
  });

  it("never throws, whatever the text", async () => {
    const nearly = fc
      .tuple(
        fc.constantFrom(...instants, ...local),
        fc.nat(30),
        fc.constantFrom(...Array.from("0129 -:.TZ+e/k\u0000ä")),
      )
      .map(([[text], place, sign]) => text.slice(0, place) + sign + text.slice(place + 1));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), nearly), { maxLength: 200 }), async (texts) => {
        expect(await read(texts, "America/New_York")).toHaveLength(texts.length);
      }),
      { numRuns: 10 },
    );
  });
});
