import { expect, test } from "vitest";
import {
  byteText,
  countText,
  durationText,
  plural,
  shareText,
} from "../../../../pipeline/commands/terminal/figures.ts";

test("counts have separators", () => {
  expect([0, 999, 1234567].map(countText)).toEqual(["0", "999", "1,234,567"]);
});

test("bytes have a unit that suits them", () => {
  expect([0, 999, 1000, 1_234_567, 123_456_789, 5e12].map(byteText)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "1.2 MB",
    "123 MB",
    "5.0 TB",
  ]);
});

test("durations are as exact as they need to be", () => {
  expect([0.04, 9.94, 12.4, 59.6, 61, 3599.7, 7500].map(durationText)).toEqual([
    "0.0 s",
    "9.9 s",
    "12 s",
    "1 min 0 s",
    "1 min 1 s",
    "1 h 0 min",
    "2 h 5 min",
  ]);
});

test("shares are per cent, and one thing is no plural", () => {
  expect(shareText(0.0123)).toBe("1.2 %");
  expect([plural(1, "profile"), plural(2, "profile"), plural(0, "person", "people")]).toEqual([
    "1 profile",
    "2 profiles",
    "0 people",
  ]);
});
