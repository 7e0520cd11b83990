import { EventEmitter, once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTick } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoadedConfig } from "../../../pipeline/config.ts";
import { evaluate } from "../../../pipeline/questions/evaluate.ts";
import { explain } from "../../../pipeline/questions/explain.ts";
import { run } from "../../../pipeline/run.ts";
import { listStatements } from "../../../pipeline/statements/list-statements.ts";
import { joinIdentifiers } from "../../../pipeline/statements/state.ts";
import { openWorkspace } from "../../../pipeline/workspace.ts";
import { type KeptWorkspace, keepOpen } from "../../../pipeline/workspace/kept-workspace.ts";
import { shopConfiguration, writeShop } from "../control/kept-shop.ts";
import { listQuarantine } from "../../../pipeline/workspace/quarantine.ts";

let folder = "";
let loaded: LoadedConfig;
let kept: KeptWorkspace;

beforeAll(async () => {
  loaded = await writeShop();
  ({ folder } = loaded);
  kept = await keepOpen(loaded);
});
afterAll(async () => {
  await kept.close();
  await rm(folder, { recursive: true });
});

const pair = [
  { namespace: "email", value: "maija@example.com" },
  { namespace: "email", value: "matti@example.com" },
] as const;

describe("a workspace that this process keeps open", () => {
  test("is lent to every function of the library, unchanged, and stays open", async () => {
    const config = loaded.file;
    const first = await run({ config });
    expect(first.profiles).toBe(2);
    const reason = "the same household card";
    const stated = await joinIdentifiers(pair, { config, reason, isPublished: false });
    expect(stated.profiles_after).toBe(1);
    expect(await listStatements({ config })).toHaveLength(1);
    expect((await listQuarantine(loaded)).total).toBe(1);
    expect((await explain({ config, subject: "anonymous_id:c1" })).profile_id).toBe(
      stated.profile_ids_after[0],
    );
    expect(await kept.use(({ warehouse }) => warehouse.writer.count("select count(*) from events"))).toBe(2);
  });

  test("is used by one at a time, in the order in which they asked", async () => {
    const seen: string[] = [];
    const lent = await openWorkspace(loaded);
    const uses = ["first", "second"].map((name) =>
      kept.use(async () => {
        seen.push(`${name} begins`);
        await nextTick();
        seen.push(`${name} ends`);
      }),
    );
    await nextTick();
    seen.push("lent one ends");
    await lent.close();
    await lent.close();
    await Promise.all(uses);
    expect(seen).toEqual(["lent one ends", "first begins", "first ends", "second begins", "second ends"]);
  });

  test("is lent at once to what its owner calls in a turn", async () => {
    const statements = await kept.use(() => listStatements({ config: loaded.file }));
    expect(statements).toHaveLength(1);
  });

  test("keeps its owner's temporary tables, whatever those do to whom it is lent", async () => {
    await kept.use(({ warehouse }) => warehouse.writer.run("create temp table id_mine as select 1 as a"));
    await writeFile(join(folder, "truth.csv"), "namespace,value,person\nanonymous_id,c1,one\n");
    await evaluate({ config: loaded.file, truth: join(folder, "truth.csv") });
    await expect(evaluate({ config: loaded.file, truth: join(folder, "missing.csv") })).rejects.toMatchObject(
      { exitCode: 2 },
    );
    const left = await kept.use(({ warehouse }) =>
      warehouse.writer.rows("select table_name from duckdb_tables() where temporary"),
    );
    expect(left).toEqual([{ table_name: "id_mine" }]);
    await kept.use(({ warehouse }) => warehouse.writer.run("drop table temp.id_mine"));
  });

  test("is not lent to who reads it by another configuration", async () => {
    const other = join(folder, "other.yaml");
    await writeFile(other, `${shopConfiguration}currency: SEK\nidentity: { max_component_links: 7 }\n`);
    await expect(listStatements({ config: other })).rejects.toMatchObject({
      code: "config_outdated",
      exitCode: 3,
      message: expect.stringContaining("who is who"),
    });
    await expect(listStatements({ config: other })).rejects.toThrow(/what the tables say[^]*restart/);
  });

  test("can be opened again after a failure of the engine, and is then as it was", async () => {
    await kept.use(({ warehouse }) => warehouse.writer.run("create temp table id_mine as select 1 as a"));
    const waiting = listStatements({ config: loaded.file });
    await kept.reopen();
    expect(await waiting).toHaveLength(1);
    const { writer } = await kept.use(async ({ warehouse }) => warehouse);
    expect(await writer.count("select count(*) from events")).toBe(2);
    expect(await writer.count("select count(*) from duckdb_tables() where temporary")).toBe(0);
  });

  test("breaks off what others read while it is opened again: no two engines have one file", async () => {
    const reader = await kept.use(({ warehouse }) => warehouse.session());
    const asked = reader.count(
      "select count(*) from range(2000000000) as a, range(20) as b where a.range % 7 = b.range",
    );
    const broken = expect(asked).rejects.toThrow(/INTERRUPT/i);
    const waiting = expect(reader.count("select 1")).rejects.toThrow("The session was closed.");
    await kept.reopen();
    await Promise.all([broken, waiting]);
    reader.close();
  });

  test("is lent between batches to who only looks, and to nobody else while a snapshot is made beside", async () => {
    const seen: string[] = [];
    const signal = new EventEmitter();
    const ending = once(signal, "end");
    const beside = kept.beside(async () => {
      await ending;
      seen.push("made");
    });
    const alone = openWorkspace(loaded).then(async (lent) => {
      seen.push("alone");
      await lent.close();
    });
    await listStatements({ config: loaded.file });
    seen.push("looked");
    signal.emit("end");
    await Promise.all([beside, alone]);
    expect(seen).toEqual(["looked", "made", "alone"]);
  });

  test("is lent to what its owner calls in a turn also while long work goes on beside", async () => {
    const seen: string[] = [];
    const beside = kept.beside(async () => {
      await kept.use(async () => void seen.push("beside had a turn"));
    });
    await kept.use(async () =>
      seen.push(`${String((await listStatements({ config: loaded.file })).length)} statement`),
    );
    await beside;
    expect(seen.toSorted()).toEqual(["1 statement", "beside had a turn"]);
  });

  test("is open to no second owner", async () => {
    await expect(keepOpen(loaded)).rejects.toMatchObject({ code: "workspace_in_use" });
  });

  test("is opened anew by who waited for it when it was closed, and belongs to nobody then", async () => {
    const lent = await openWorkspace(loaded);
    const closing = kept.close();
    const waiting = openWorkspace(loaded);
    await lent.close();
    await closing;
    const alone = await waiting;
    await expect(openWorkspace(loaded)).rejects.toMatchObject({ code: "workspace_in_use" });
    await expect(kept.use(async () => 1)).rejects.toMatchObject({ code: "workspace_unusable" });
    await alone.close();
  });
});
