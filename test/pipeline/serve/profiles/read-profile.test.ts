import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../../pipeline/config.ts";
import { runDemo } from "../../../../pipeline/demo/run-demo.ts";
import { ingest } from "../../../../pipeline/ingest.ts";
import { runContext } from "../../../../pipeline/run/run-context.ts";
import { StageClock } from "../../../../pipeline/run/stage-clock.ts";
import type { ProfileIdentifier } from "../../../../pipeline/serve/profiles/profile-result.ts";
import type { ProfileReads } from "../../../../pipeline/serve/profiles/profile-reads.ts";
import { queryRows } from "../../../../pipeline/snapshots/query.ts";
import { resolve } from "../../../../pipeline/stages/resolve.ts";
import { openWorkspace, type Workspace } from "../../../../pipeline/workspace.ts";
import { Playground } from "../../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../../world/neutral.ts";
import { ask, openReads } from "./opened-reads.ts";

const byName = (one: ProfileIdentifier, other: ProfileIdentifier): number =>
  Buffer.compare(
    Buffer.from(`${one.namespace}\0${one.value}`),
    Buffer.from(`${other.namespace}\0${other.value}`),
  );

const parent = mkdtempSync(join(tmpdir(), "polku-profiles-"));
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(parent, { recursive: true });
});

const opened = async (config: string): Promise<{ workspace: Workspace; reads: ProfileReads }> => {
  const workspace = await openWorkspace(await loadConfig(config));
  const reads = await openReads(config, () => workspace.warehouse);
  const close = async (): Promise<void> => {
    await reads.close();
    await workspace.close();
  };
  closing.push(close);
  return { workspace, reads };
};

describe("a profile of the demo, read out of the store", () => {
  let config: string;
  let reads: ProfileReads;
  beforeAll(async () => {
    ({ config } = await runDemo({ folder: join(parent, "demo"), people: 40 }));
    ({ reads } = await opened(config));
  });

  const published = async (sql: string): Promise<Record<string, unknown>[]> =>
    queryRows(await loadConfig(config), sql);

  it("has the touchpoints, journeys, identifiers and counts that the snapshot tells of it", async () => {
    const people = await published(
      `select profile_id, is_known, first_seen_at, last_seen_at, identifiers, person_identifiers, touchpoints,
        inbound_touchpoints
      from dim_profiles order by touchpoints desc, profile_id limit 15`,
    );
    const ids = people.map(({ profile_id }) => `'${String(profile_id)}'`).join(", ");
    const mine = `where profile_id in (${ids})`;
    const touchpoints = await published(
      `select * exclude (session_id) from fct_touchpoints ${mine} order by touchpoint_number desc`,
    );
    const journeys = await published(
      `select * exclude (outcome) from fct_journeys ${mine} and outcome = 'open' order by started_at, journey_id`,
    );
    const held = await published(
      `select profile_id, namespace, value, kind, is_anchor, is_shared from dim_profile_identifiers
      ${mine} and valid_to is null order by namespace, value`,
    );
    expect(journeys).not.toEqual([]);
    for (const { profile_id, is_known, first_seen_at, last_seen_at, ...counts } of people) {
      const own = held.filter((row) => row["profile_id"] === profile_id && row["is_shared"] === false);
      const { status, body } = await ask(
        reads,
        String(own[0]?.["namespace"]),
        String(own[0]?.["value"]),
        "200",
      );
      expect(status).toBe(200);
      expect(body.is_stale).toBe(false);
      expect(body.profile).toMatchObject({ profile_id, is_known, first_seen_at, last_seen_at, counts });
      const of = (rows: readonly Record<string, unknown>[]): Record<string, unknown>[] =>
        rows.flatMap(({ profile_id: id, ...row }) => (id === profile_id ? [row] : []));
      expect(body.touchpoints).toEqual(of(touchpoints).slice(0, 200));
      expect(body.journeys).toEqual(of(journeys));
      expect(body.profile?.identifiers.toSorted(byName)).toEqual(of(held));
    }
  });
});

describe("a profile that changed since the tables were built", () => {
  const playground = Playground.create(
    neutralSettings({ journeys: [{ name: "purchase", goal: { event_type: "order_completed" } }] }),
  );
  closing.push(async () => playground.remove());

  /** What a batch of a stream does: stores and resolves, and builds nothing. */
  const store = async (workspace: Workspace, end: string): Promise<void> => {
    const loaded = await loadConfig(playground.config);
    const context = runContext(workspace, loaded, BigInt(Date.now()) * 1000n, new StageClock());
    await ingest(context);
    await resolve(context, BigInt(Date.parse(end)) * 1000n, { isFull: false });
  };

  it("is told as the next build will tell it, but its journeys", async () => {
    playground.write(
      "1",
      arrivalsOf([neutralRecord("e1", "01-01 10:00", { identifiers: { anonymous_id: "a1" } })]),
    );
    await playground.run();
    playground.write(
      "2",
      arrivalsOf([
        neutralRecord("e2", "01-02 10:00", { identifiers: { anonymous_id: "a1", user_id: "maija" } }),
        neutralRecord("e3", "01-01 09:00", { identifiers: { user_id: "maija" } }),
        neutralRecord("e4", "01-03 09:00", {
          identifiers: { user_id: "new" },
          event_type: "profile_updated",
        }),
      ]),
    );
    const { workspace, reads } = await opened(playground.config);
    await store(workspace, "2026-01-03T09:00:00Z");
    const { body } = await ask(reads, "user_id", "maija");
    expect(body).toMatchObject({ is_stale: true, data_end: "2026-01-03T09:00:00.000Z" });
    expect(body.profile?.counts).toMatchObject({ events: 3, touchpoints: 3, identifiers: 2 });
    expect(body.journeys?.map(({ journey_id }) => journey_id)).toEqual([]);
    const silent = await ask(reads, "user_id", "new");
    expect(silent.body).toMatchObject({ touchpoints: [], journeys: [], is_stale: true });
    expect(silent.body.profile?.first_seen_at).toBe("2026-01-03T09:00:00.000Z");
    await closing.pop()?.();
    await playground.run();
    const { reads: again } = await opened(playground.config);
    const after = await ask(again, "anonymous_id", "a1");
    expect(after.body.touchpoints).toEqual(body.touchpoints);
    expect(after.body.profile).toEqual(body.profile);
    expect(after.body.journeys?.map(({ journey_id }) => journey_id)).toEqual(["purchase:web:e3"]);
  });
});
