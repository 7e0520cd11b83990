import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../../pipeline/config.ts";
import { IdentifierKeys } from "../../../../pipeline/stages/resolve/evidence/identifier-keys.ts";
import type { ProfileReads } from "../../../../pipeline/serve/profiles/profile-reads.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";
import { Playground } from "../../../property/playground.ts";
import { neutralSettings } from "../../../world/neutral.ts";
import { IdentityStore } from "../../stages/identity-store.ts";
import { secondsIn, seen } from "../../stages/seen.ts";
import { ask, openReads, readKey } from "./opened-reads.ts";

const settings = neutralSettings({
  identity: {
    phone: { default_country: "FI" },
    namespaces: { address: { kind: "household" }, email: { blocked: ["kassa@example.com"] } },
  },
});
const playground = Playground.create(settings);
let store: IdentityStore;
let reads: ProfileReads;

beforeAll(async () => {
  const { config } = await loadConfig(playground.config);
  store = await IdentityStore.open();
  await store.put([
    seen("e1", 1, { user_id: "maija", email: "Maija@Example.com", phone: "040 123 4567" }),
    seen("e2", 2, { user_id: "maija", loyalty_card: "C-1 2", anonymous_id: "a1" }),
    ...[1, 2, 3].map((at) =>
      seen(`t${String(at)}`, 10 + at, { user_id: `u${String(at)}`, device_id: "till" }),
    ),
    ...Array.from({ length: 12 }, (_, at) =>
      seen(`s${String(at)}`, 50 + at, { user_id: `v${String(at)}`, email: "all@example.com" }),
    ),
    seen("g1", 80, { user_id: "gone" }),
  ]);
  await store.resolve(config, secondsIn(100));
  await store.displace([{ source: "web", event_id: "g1" }]);
  await store.resolve(config, secondsIn(100));
  reads = await openReads(playground.config, () => store.warehouse);
});
afterAll(async () => {
  await reads.close();
  store.close();
  playground.remove();
});

const reasonOf = async (namespace: string, value: string): Promise<unknown> => {
  const { status, body } = await ask(reads, namespace, value);
  return status === 404 ? body.reason : status;
};

describe("reads of profiles", () => {
  it("find a person by each identifier, as identity compares it", async () => {
    const { body } = await ask(reads, "user_id", "maija");
    const spellings = [
      ["email", " MAIJA@example.com\t"],
      ["phone", "+358 40 1234567"],
      ["loyalty_card", "C1-2"],
      ["anonymous_id", "a1"],
    ] as const;
    for (const [namespace, value] of spellings) {
      expect((await ask(reads, namespace, value)).body.profile).toEqual(body.profile);
    }
    expect(body.profile?.identifiers.map(({ namespace, value }) => `${namespace}:${value}`)).toEqual([
      "user_id:maija",
      "loyalty_card:C12",
      "email:maija@example.com",
      "phone:+358401234567",
      "anonymous_id:a1",
    ]);
  });

  it("say why there is no profile", async () => {
    expect(await reasonOf("nickname", "maija")).toBe("namespace_unknown");
    expect(await reasonOf("address", "Kuja 1")).toBe("household_value");
    expect(await reasonOf("email", "nobody")).toBe("value_malformed");
    expect(await reasonOf("email", "Kassa@Example.com")).toBe("value_blocked");
    expect(await reasonOf("user_id", "null")).toBe("value_blocked");
    expect(await reasonOf("email", "all@example.com")).toBe("shared_value");
    expect(await reasonOf("device_id", "till")).toBe("shared_device");
    expect(await reasonOf("user_id", "stranger")).toBe("never_seen");
    expect(await reasonOf("user_id", "gone")).toBe("retired");
    expect(await reasonOf("user_id", "'; drop table events; --")).toBe("never_seen");
  });

  it("take so many touchpoints as are asked for, the newest first", async () => {
    const { body } = await ask(reads, "user_id", "maija", "1");
    expect(body.touchpoints).toMatchObject([
      { event_id: "e2", touchpoint_number: 2, matched_namespace: "user_id", is_anonymous: false },
    ]);
    expect(body.profile?.counts.touchpoints).toBe(2);
    for (const limit of ["0", "201", "-1", "1e2", "x", ""]) {
      expect(await ask(reads, "user_id", "maija", limit)).toMatchObject({
        status: 400,
        body: { reason: "limit_invalid" },
      });
    }
  });

  it("need a key that may read", async () => {
    for (const key of [undefined, "", "another key"]) {
      const answer = await reads.read({ namespace: "user_id", value: "maija", key });
      expect(answer.status).toBe(401);
      expect(answer.headers).toHaveProperty("www-authenticate");
      expect(answer.body).not.toContain("p_");
    }
  });

  it("beyond those that may wait are refused with a time to come back, and the others answered", async () => {
    const question = { namespace: "user_id", value: "maija", key: readKey };
    const answers = await Promise.all(Array.from({ length: 90 }, () => reads.read(question)));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(statuses.filter((status) => status === 503)).toHaveLength(90 - 64 - 4);
    expect(answers.at(-1)?.headers).toEqual({ "retry-after": "1" });
  });

  it("wait while the store is opened again, and see the new one", async () => {
    const config = (await loadConfig(playground.config)).config;
    const before = store;
    const asked: Promise<unknown>[] = [];
    await reads.whileClosed(async () => {
      asked.push(reasonOf("user_id", "maija"), reasonOf("user_id", "newcomer"));
      store = await IdentityStore.open();
      await store.put([seen("n1", 1, { user_id: "newcomer" })]);
      await store.resolve(config, secondsIn(100));
      before.close();
    });
    expect(await Promise.all(asked)).toEqual(["never_seen", 200]);
  });

  it("tell of a store that cannot be read, and read again when it can", async () => {
    let isBroken = true;
    const failing = await openReads(playground.config, () => {
      if (isBroken) throw new Error("Invalid Input Error: 'maija' is unreadable");
      return store.warehouse;
    });
    expect(await ask(failing, "user_id", "newcomer")).toMatchObject({
      status: 503,
      body: { reason: "unavailable" },
    });
    isBroken = false;
    expect((await ask(failing, "user_id", "newcomer")).status).toBe(200);
    await failing.close();
  });
});

describe("the memory of identifiers' keys", () => {
  it("proposes what was learnt, and looks through what came since", async () => {
    const warehouse = await Warehouse.open(":memory:", {
      memory_limit: "500MB",
      threads: 1,
      temp_directory: undefined,
    });
    const { writer } = warehouse;
    await writer.run(
      `create or replace temp macro identifier_fingerprint(namespace, "value") as length("value")::integer;
      create table identifiers as select range::integer as identifier_key, 'user_id' as namespace, 'v' || range as value
      from range(1, 20101)`,
    );
    const keys = new IdentifierKeys();
    const find = (value: string): Promise<number | undefined> =>
      keys.find(writer, { namespace: "user_id", value, fingerprint: value.length });
    expect(await find("v7")).toBe(7);
    // All values of one length have one fingerprint here: the row decides.
    await keys.fill(writer);
    await writer.run("insert into identifiers values (20101, 'user_id', 'new')");
    expect(await Promise.all(["v7", "v9", "new", "w7"].map(find))).toEqual([7, 9, 20_101, undefined]);
    await writer.run("delete from identifiers where identifier_key = 7");
    expect(await find("v7")).toBeUndefined();
    keys.clear();
    expect(await find("v9")).toBe(9);
    warehouse.close();
  });
});
