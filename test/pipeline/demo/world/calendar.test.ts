import { describe, expect, it } from "vitest";
import {
  atHelsinkiHour,
  day,
  helsinkiMidnight,
  helsinkiTime,
  hour,
  worldEnd,
  worldStart,
} from "../../../../pipeline/demo/world/calendar.ts";

const wallClock = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Helsinki",
  dateStyle: "short",
  timeStyle: "medium",
});

const everyThreeHours = Array.from(
  { length: Math.ceil((worldEnd - worldStart) / (3 * hour)) },
  (_, step) => worldStart + step * 3 * hour + 61_000,
);

describe("the calendar", () => {
  it("begins and ends at midnight in Helsinki", () => {
    expect(helsinkiTime(worldStart)).toBe("2025-12-01 00:00:00");
    expect(helsinkiTime(worldEnd)).toBe("2026-04-01 00:00:00");
  });

  it("shows the time that clocks in Helsinki show, also where they change", () => {
    for (const at of everyThreeHours) expect(helsinkiTime(at)).toBe(wallClock.format(at));
  });

  it("finds the midnight before", () => {
    for (const at of everyThreeHours) {
      expect(helsinkiTime(helsinkiMidnight(at))).toBe(`${helsinkiTime(at).slice(0, 10)} 00:00:00`);
    }
  });

  it("finds the instant at which clocks show an hour of that day", () => {
    for (let at = worldStart; at < worldEnd; at += day) {
      expect(helsinkiTime(atHelsinkiHour(at + 5 * hour, 16, 0.5)).slice(11)).toBe("16:30:00");
    }
  });
});
