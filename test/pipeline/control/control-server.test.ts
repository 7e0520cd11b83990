import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { setImmediate as nextTick } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CallName } from "../../../pipeline/control/call-names.ts";
import { sendCall, whileHeld } from "../../../pipeline/control/send-call.ts";
import type { StageReporter } from "../../../pipeline/run/run-context.ts";
import { packageVersion } from "../../../pipeline/snapshots/package-version.ts";
import { listStatements } from "../../../pipeline/statements/list-statements.ts";
import { type KeptShop, keepShop, shopConfiguration, writeShop } from "./kept-shop.ts";

let shop: KeptShop;
let config = "";

beforeAll(async () => {
  const loaded = await writeShop();
  config = loaded.file;
  await mkdir(join(loaded.workspace, ".control"), { recursive: true });
  await writeFile(join(loaded.workspace, "control.sock"), "left by a process that was killed");
  shop = await keepShop(loaded);
});
afterAll(() => shop.close());

const send = async (call: CallName, input: object, reporter?: StageReporter): Promise<unknown> => {
  const answer = await sendCall(shop.kept.path, call, { config, ...input }, reporter);
  if (answer === undefined) throw new Error("nobody answers");
  return answer.result;
};

/** A request as no client of ours makes it. */
const raw = (path: string, headers: Record<string, string>, body = "{}"): Promise<string> =>
  new Promise((settle, fail) => {
    const socketPath = join(shop.kept.path, "control.sock");
    const asked = request({ socketPath, path, method: "POST", headers }, (answer) => {
      let text = "";
      answer.on("data", (part: Buffer) => (text += part.toString()));
      answer.on("end", () => settle(text));
    });
    asked.on("error", fail);
    asked.end(body);
  });

const joined = {
  wish: {
    kind: "join",
    identifiers: [
      { namespace: "email", value: "maija@example.com" },
      { namespace: "email", value: "matti@example.com" },
    ],
  },
  reason: "one household",
  isPublished: false,
};

describe("the control socket", () => {
  test("is its owner's alone, in the place of what a killed process left", async () => {
    const found = await stat(join(shop.kept.path, "control.sock"));
    expect(found.isSocket()).toBe(true);
    expect(found.mode & 0o777).toBe(0o600);
    expect(await readdir(shop.kept.path)).not.toContain(".control");
  });

  test("answers calls with what the library gives, and shows how far they are", async () => {
    expect(await send("run", {})).toMatchObject({
      profiles: 2,
      warnings: [expect.stringContaining("A stream keeps this workspace open")],
    });
    const seen: string[] = [];
    const reporter: StageReporter = {
      begin: (stage) => seen.push(`begin ${stage}`),
      advance: () => undefined,
      end: () => seen.push("end"),
    };
    const stated = await send("identity.state", joined, reporter);
    expect(stated).toMatchObject({ profiles_before: 2, profiles_after: 1, snapshot_id: null });
    expect(seen).toEqual(["begin admit", "end", "begin resolve", "end"]);
    expect(await send("identity.list", {})).toEqual(await listStatements({ config }));
    const explained = await send("explain", { subject: "anonymous_id:c1", another: "anonymous_id:c2" });
    expect(explained).toHaveProperty("profile_id", expect.stringMatching(/^p_/));
    expect(await send("quarantine.list", {})).toMatchObject({ total: 1 });
  });

  test("gives errors as they were thrown: code, message and exit code", async () => {
    await expect(send("explain", { subject: "email:nobody@example.com" })).rejects.toMatchObject({
      code: "not_found",
      exitCode: 1,
    });
    await expect(send("run", { dataEnd: "2026-01-01T00:00:00Z" })).rejects.toMatchObject({
      code: "usage",
      exitCode: 2,
    });
    await expect(send("identity.state", { ...joined, reason: undefined })).rejects.toThrow(/reason/);
  });

  test("refuses another configuration, and one that was changed since", async () => {
    const other = join(shop.folder, "other.yaml");
    await writeFile(other, `${shopConfiguration}identity: { max_component_links: 7 }\n`);
    await expect(send("identity.list", { config: other })).rejects.toThrow(/differ in who is who/);
    await writeFile(other, `${shopConfiguration}workspace: elsewhere\n`);
    await expect(send("identity.list", { config: other })).rejects.toMatchObject({
      code: "config_outdated",
      message: expect.stringContaining("folder of the workspace"),
    });
    await expect(send("identity.list", { config: join(shop.folder, "none.yaml") })).rejects.toMatchObject({
      code: "config_missing",
    });
  });

  test("knows no other call, no other shape and no other version", async () => {
    const version = { "x-polku-version": packageVersion() };
    expect(await raw("/calls/identity.list", {})).toContain("another version");
    expect(await raw("/calls/rebuild", version)).toContain("no call that the control socket knows");
    expect(await raw("/calls/toString", version)).toContain("no call that the control socket knows");
    await expect(send("explain", { subject: "a:b", depth: 7 })).rejects.toMatchObject({ code: "usage" });
    await expect(send("explain", { subject: 7 })).rejects.toMatchObject({ code: "usage" });
  });

  test("serves clients one after the other, also one that only needs the store to stand still", async () => {
    const seen: string[] = [];
    const held = whileHeld(shop.kept.path, config, async () => {
      seen.push("held");
      await nextTick();
      seen.push("let go");
      return "copied";
    });
    while (seen.length === 0) await nextTick();
    const both = [1, 2].map(async (place) => {
      await send("identity.list", {});
      seen.push(`answer ${String(place)}`);
    });
    const batch = shop.kept.use(async () => void seen.push("batch"));
    expect(await held).toEqual({ result: "copied" });
    await Promise.all([...both, batch]);
    expect(seen.slice(0, 2)).toEqual(["held", "let go"]);
    expect(seen).toHaveLength(5);
  });

  test("tells its log the names of calls and nothing of what was asked", async () => {
    const log = await readFile(shop.logFile, "utf8");
    expect(log).toContain('"call":"identity.state"');
    expect(log).toContain('"outcome":"not_found"');
    expect(log).not.toMatch(/maija|matti|nobody|household|c1/);
  });
});

test("a workspace whose path is longer than an address may be has its socket in the same place", async () => {
  const loaded = await writeShop("a-rather-long-name-of-a-folder/".repeat(5));
  const far = await keepShop(loaded);
  expect((await stat(join(far.kept.path, "control.sock"))).isSocket()).toBe(true);
  expect(await sendCall(far.kept.path, "identity.list", { config: loaded.file })).toEqual({ result: [] });
  await far.close();
});

test("a socket that is closed leaves who held the workspace, who must not believe what they copied", async () => {
  const loaded = await writeShop();
  const closing = await keepShop(loaded);
  const held = whileHeld(closing.kept.path, loaded.file, () => closing.control.close());
  await expect(held).rejects.toThrow(/ended before it answered/);
  await closing.close();
});

test("a socket that was closed is gone, and nobody answers", async () => {
  const loaded = await writeShop();
  const closing = await keepShop(loaded);
  await closing.control.close();
  expect(await readdir(closing.kept.path)).not.toContain("control.sock");
  expect(await sendCall(closing.kept.path, "identity.list", { config: loaded.file })).toBeUndefined();
  await closing.close();
});
