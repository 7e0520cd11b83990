import { describe, expect, it } from "vitest";
import { polkuProfiles } from "../../../connectors/polku/profiles.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";

const bench = new FormatBench();

const csv = async (name: string, ...rows: readonly string[]): ReturnType<FormatBench["file"]> =>
  bench.file(polkuProfiles, `${name}.csv`, rows.join("\n"));

describe("rows", () => {
  it("are named by their strongest identifier and their instant", async () => {
    const { events } = await csv(
      "ids",
      "user_id,email,valid_from,traits.city",
      "81,x@example.com,2026-01-01,Turku",
      "81,y@example.com,2026-01-01T00:00:00Z,Turku",
      "81,x@example.com,2026-01-02,Turku",
      ",x@example.com,2026-01-01,Turku",
    );
    const [first, second, ...others] = events.map(({ event_id }) => event_id);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toBe(first);
    expect(new Set([first, ...others]).size).toBe(3);
  });

  it("give every other column as a namespace, but what can be none", async () => {
    const { events } = await csv(
      "columns",
      "club,email,valid_from,first name,traits.city,consent.identity,consent.ads",
      "5,,2026-01-01,Anna,Turku,False,yes",
    );
    expect(identifierNames(events[0])).toEqual(["club:5"]);
    expect(documentOf(events[0], "traits")).toEqual({ city: "Turku" });
    expect(documentOf(events[0], "consent")).toEqual({ ads: "yes", identity: false });
    expect(documentOf(events[0], "properties")).toEqual({ "first name": "Anna" });
  });

  it("may be JSON, with traits as an object and identifiers as lists", async () => {
    const record = {
      email: ["x@example.com", "y@example.com"],
      valid_from: 1767225600,
      traits: { city: "Turku", address: { zip: "20100" } },
      vip: true,
      address: { street: "A" },
    };
    const [event] = await bench.events(polkuProfiles, [record]);
    expect(identifierNames(event)).toEqual(["email:x@example.com", "email:y@example.com"]);
    expect(documentOf(event, "traits")).toEqual(record.traits);
    expect(documentOf(event, "properties")).toEqual({ vip: true, address: { street: "A" } });
    expect(event).toMatchObject({
      channel: "crm",
      direction: "outbound",
      event_type: "profile_updated",
      occurred_at: "2026-01-01T00:00:00.000Z",
    });
  });

  it("are set aside where they say neither when nor of whom", async () => {
    const { faults } = await csv(
      "faults",
      "email,valid_from,traits.city",
      "x@example.com,,Turku",
      ",2026-01-01,Turku",
    );
    expect(faults.map(({ reason }) => reason)).toEqual(["missing_time", "missing_event_id"]);
  });
});
