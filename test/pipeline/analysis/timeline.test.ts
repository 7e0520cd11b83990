import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { timeline } from "../../../pipeline/index.ts";
import { type PublishedWeek, publishWeek } from "../snapshots/shop-week.ts";

let week: PublishedWeek;
let config: string;
beforeAll(async () => {
  week = await publishWeek();
  config = join(week.folder, "polku.yaml");
});
afterAll(() => week.remove());

const ask = (person: string) => timeline({ config, person });

describe("a person's timeline", () => {
  it("tells what the person did and was sent, in canonical order, across channels", async () => {
    const { touchpoints } = await ask("user_id:1");
    expect(touchpoints.map(({ event_id, channel, direction }) => [event_id, channel, direction])).toEqual([
      ["e1", "web", "inbound"],
      ["e2", "web", "inbound"],
      ["e3", "service", "inbound"],
      ["e4", "store", "inbound"],
      ["e7", "email", "outbound"],
    ]);
  });

  it("names for every identifier the event that joined it to another", async () => {
    const { identifiers } = await ask("user_id:1");
    expect(identifiers.find(({ namespace }) => namespace === "email")).toMatchObject({
      joined_with: "user_id:1",
      joined_at: "2026-01-01T22:30:00.123456Z",
    });
  });

  it("finds the same person by an identifier however it is typed, by a profile id and by an event", async () => {
    const { profile_id, touchpoints } = await ask("user_id:1");
    const source = touchpoints[0]?.source ?? "";
    const others = await Promise.all([ask("email: Maija@Example.com"), ask(profile_id), ask(`${source}:e3`)]);
    expect(others.map((other) => other.profile_id)).toEqual([profile_id, profile_id, profile_id]);
  });

  it("says what it could be asked, and what it does not know", async () => {
    await expect(ask("maija")).rejects.toMatchObject({ code: "usage" });
    await expect(ask("user_id:999")).rejects.toMatchObject({ code: "not_found" });
  });
});
