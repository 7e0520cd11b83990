import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetUnaudited, isIncrement, noteUnaudited } from "../../../pipeline/run/unaudited.ts";
import type { Session } from "../../../pipeline/warehouse/session.ts";
import { ShopperStore } from "../../world/shopper-store.ts";
import { everyShopper } from "../../world/shoppers.ts";

let store: ShopperStore;
let session: Session;

beforeEach(async () => {
  store = await ShopperStore.built(everyShopper, "03-31 08:00");
  session = store.context.warehouse.writer;
});
afterEach(() => store.close());

const noteDirty = async (profile: number): Promise<void> => {
  await store.run(`delete from dirty_profiles; insert into dirty_profiles values (${profile})`);
  await noteUnaudited(session, false);
};

test("after everything was built, everything is audited, whatever is built before it is published", async () => {
  expect(await isIncrement(session)).toBe(false);
  await noteDirty(1);
  expect(await isIncrement(session)).toBe(false);
});

test("a few profiles that were built after a published run are audited alone", async () => {
  await forgetUnaudited(session);
  await noteDirty(1);
  expect(await isIncrement(session)).toBe(true);
});

test("profiles of runs that were not published add up, and many of them are audited like all", async () => {
  await forgetUnaudited(session);
  await noteDirty(2);
  await noteDirty(1);
  expect(await store.rows("select profile_key from unaudited_profiles order by all")).toEqual([
    { profile_key: 1 },
    { profile_key: 2 },
  ]);
  expect(await isIncrement(session)).toBe(false);
});

test("a store that never noted what it built is audited whole", async () => {
  await store.run("drop table unaudited_profiles");
  expect(await isIncrement(session)).toBe(false);
});
