import { relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PolkuError } from "../../../models/errors.ts";
import { onStore } from "../../../pipeline/control/on-store.ts";
import { type KeptShop, keepShop, writeShop } from "./kept-shop.ts";

let shop: KeptShop;

beforeAll(async () => {
  shop = await keepShop(await writeShop());
});
afterAll(() => shop.close());

/** What opening the workspace gives in another process. */
const refused = (workspace = shop.kept.path) => Promise.reject(held(workspace));
const held = (workspace: string): PolkuError => new PolkuError("workspace_in_use", { workspace, pid: "7" });

const nearTruth = () => relative(process.cwd(), `${shop.folder}/truth.csv`);

test("what can be done here is done here", async () => {
  const input = { config: shop.loaded.file };
  expect(await onStore("identity.list", input, () => Promise.resolve("here"))).toBe("here");
  const failed = onStore("identity.list", input, () => Promise.reject(new Error("failed here")));
  await expect(failed).rejects.toThrow("failed here");
});

test("what is refused because another process holds the workspace is asked of that one", async () => {
  const config = relative(process.cwd(), shop.loaded.file);
  expect(await onStore("identity.list", { config }, refused)).toEqual([]);
});

test("its errors name files as they were named here", async () => {
  const config = relative(process.cwd(), shop.loaded.file);
  const judged = onStore("identity.evaluate", { config, truth: nearTruth() }, refused);
  await expect(judged).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(`The truth ${nearTruth()} cannot be read`),
  });
});

test("where the holder takes no calls the refusal stands", async () => {
  const config = shop.loaded.file;
  const away = onStore("identity.list", { config }, () => refused(shop.folder));
  await expect(away).rejects.toMatchObject({ code: "workspace_in_use", exitCode: 6 });
});
