// Temporary: worlds played without reading files.
import * as fc from "fast-check";
import { describe, it } from "vitest";
import { configSchema, type Config } from "../../../models/config.ts";
import { oracle } from "../../oracle/oracle.ts";
import { delivered } from "../delivery.ts";
import type { Arrival, Event } from "../../oracle/records/event.ts";
import { microsOf, readRecord } from "../../oracle/records/read-record.ts";
import { chooseRecords } from "../../oracle/records/choose-records.ts";
import { randomWorld, type World } from "../../world/random-world.ts";
import { IdentityStore, secret } from "../../pipeline/stages/identity-store.ts";
import { build } from "../../../pipeline/stages/build.ts";
import { audit } from "../../../pipeline/stages/audit.ts";
import { lawfulTables } from "../playground.ts";
import { refuseDifferences } from "../laws.ts";

const lit = (t: string | null): string => (t === null ? "null" : `'${t.replaceAll("'", "''")}'`);

const put = async (store: IdentityStore, events: readonly Event[]): Promise<void> => {
  await store.put(events);
  for (const e of events)
    await store.warehouse.writer.run(
      `update events set channel=${lit(e.channel)}, event_type=${lit(e.event_type)}, vendor_event=${lit(e.vendor_event)}, direction=${lit(e.direction)}, revision=${lit(e.revision)}, item=${lit(e.item)}, campaign=${lit(e.campaign)}, value=${e.cents === null ? "null" : String(e.cents) + "/100.0"}::decimal(18,2), currency=${lit(e.currency)}, traits=${lit(JSON.stringify(e.traits))}, properties=${lit(JSON.stringify(e.properties))} where source=${lit(e.source)} and event_id=${lit(e.event_id)}`,
    );
};

const storedOf = (world: World, config: Config): Event[] =>
  chooseRecords(
    world.arrivals.map((a) => readRecord(a, config)).flatMap((r) => ("event" in r ? [r.event] : [])),
  );

const shared = await IdentityStore.open();

const read = async (): Promise<Record<string, never[]>> => {
  const tables: Record<string, never[]> = {};
  for (const { name } of lawfulTables) {
    try {
      tables[name] = (await shared.rows(`select * from ${name}`)) as never[];
    } catch {
      tables[name] = (await shared.mart(name)) as never[];
    }
  }
  return tables;
};

const check = async (world: World, seed: number): Promise<void> => {
  const config = configSchema.parse(world.settings);
  const options = { dataEnd: world.dataEnd, runStart: "2026-12-01T00:00:00Z", secret };
  const runs = delivered(world.arrivals, { seed, runs: 1 + (seed % 3), files: 1, repeats: 0 }).map((f) =>
    f.flat(),
  );
  await shared.clear();
  const { resolve } = await import("../../../pipeline/stages/resolve.ts");
  let before = new Map<string, string>();
  const seen: Arrival[] = [];
  for (const [i, run] of runs.entries()) {
    seen.push(...run);
    const isLast = i === runs.length - 1;
    const expected = oracle(
      seen,
      config,
      isLast ? options : { ...options, dataEnd: seed % 2 ? options.dataEnd : undefined },
    );
    const stored = storedOf({ ...world, arrivals: seen }, config);
    const changed = stored.filter((e) => before.get(e.source + ":" + e.event_id) !== JSON.stringify(e));
    before = new Map(stored.map((e) => [e.source + ":" + e.event_id, JSON.stringify(e)]));
    await put(shared, changed);
    const context = shared.context(config);
    const end = expected.dataEnd === null ? null : BigInt(expected.dataEnd);
    const r = await resolve(context, end, { isFull: i === 0 });
    await build(context, end, { isFull: i === 0 || r.isFull });
    const audits = (await audit(context)).filter(
      (a) => a.rows > 0 && a.severity === "stop" && a.name !== "assert_stored_events_agree",
    );
    if (audits.length > 0) throw new Error("audit_" + JSON.stringify(audits));
    if (isLast || seed % 5 === 0) refuseDifferences(expected.tables, await read());
  }
};
void microsOf;

describe("short walk", () => {
  it("equals the oracle", async () => {
    const worlds = fc.sample(randomWorld, {
      numRuns: Number(process.env["N"] ?? 20),
      seed: Number(process.env["SEED"] ?? 1),
    });
    const found = new Map<string, { n: number; message: string; world: World; at: number }>();
    const t = performance.now();
    for (const [at, world] of worlds.entries()) {
      if (process.env["ONLY"] && Number(process.env["ONLY"]) !== at) continue;
      try {
        await check(world, at);
      } catch (e) {
        const message = (e as Error).message + (process.env["STACK"] ? "\n" + (e as Error).stack : "");
        const key = message
          .split("\n")
          .filter((l) => /^[a-z]/.test(l))
          .map((l) => l.split(":")[0])
          .join(",")
          .slice(0, 200);
        const old = found.get(key);
        if (old === undefined || world.arrivals.length < old.world.arrivals.length)
          found.set(key, { n: (old?.n ?? 0) + 1, message, world, at });
        else old.n += 1;
      }
    }
    console.log(worlds.length, "worlds", performance.now() - t, "ms");
    for (const [key, f] of found)
      console.log(
        `=== ${f.n} x ${key} (world ${f.at}, ${f.world.arrivals.length} records)\n${f.message.slice(0, 2500)}`,
      );
  }, 600000);
});
