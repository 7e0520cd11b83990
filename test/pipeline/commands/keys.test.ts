import { chmod, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../../pipeline/config.ts";
import { addKey, listKeys, removeKey } from "../../../pipeline/index.ts";
import { ReadKeys } from "../../../pipeline/serve/access/read-keys.ts";
import { WriteKeys } from "../../../pipeline/serve/access/write-keys.ts";
import { digestLine, newFolder, removeFolders } from "../serve/access/keys-fixture.ts";
import { jsonOf, runCommand } from "./run-command.ts";

let folder = "";
let config = "";
beforeAll(async () => {
  ({ folder, config } = await newFolder());
});
afterAll(removeFolders);

const keys = (...args: string[]) => runCommand(["keys", ...args, "--config", config]);
const keyText = (bytes: Buffer): string => bytes.toString().trim();

describe("polku keys", () => {
  test("makes a key, shows it once, and keeps its digest where only the owner reads", async () => {
    const added = await keys("add", "shop", "--comment", "web site");
    const key = keyText(added.stdout);
    expect(key).toMatch(/^pk_[\w-]{43}$/);
    expect(added.stderr).toMatch(
      /sends events of shop\. It is not shown again: keys\/shop keeps its digest only/,
    );
    const text = await readFile(join(folder, "keys/shop"), "utf8");
    expect(text).not.toContain(key.slice(3));
    expect(text).toMatch(/^sha256:[0-9a-f]{64} \d{4}-\d\d-\d\d web site$/m);
    expect((await stat(join(folder, "keys/shop"))).mode & 0o777).toBe(0o600);
    const other = keyText((await keys("add", "app")).stdout);
    const reader = keyText((await keys("add", "--read")).stdout);
    expect(reader).toMatch(/^rk_/);
    const loaded = await loadConfig(config);
    const writers = await WriteKeys.load(loaded);
    expect([key, other, reader].map((one) => writers.sourceOf(one))).toEqual(["shop", "app", undefined]);
    expect((await ReadKeys.load(loaded)).mayRead(reader)).toBe(true);
  });

  test("lists and removes keys by their first digits, one at a time", async () => {
    const added = await jsonOf("keys", "add", "shop", "--config", config);
    expect(added).toMatchObject({ key: expect.stringMatching(/^pk_/), kind: "write", source: "shop" });
    const before = await jsonOf("keys", "list", "--config", config);
    expect(before).toHaveLength(4);
    const id = (added as { key_id: string }).key_id;
    expect((await keys("list")).stdout.toString()).toMatch(new RegExp(`${id} +write +shop +keys/shop`));
    const removed = await keys("remove", id.slice(0, 8).toUpperCase());
    expect(removed.stdout.toString()).toContain(`Removed the key of shop, ${id}…, from keys/shop.`);
    expect(await jsonOf("keys", "list", "--config", config)).toEqual(
      (before as { key_id: string }[]).filter(({ key_id }) => key_id !== id),
    );
    expect((await keys("remove", id)).stderr).toMatch(/A key [0-9a-f]{12} is not known here/);
  });

  test("keeps the mode, the comments and the links of a file", async () => {
    const mounted = await newFolder();
    const file = join(mounted.folder, "real.keys");
    await writeFile(file, `# ours\n${digestLine("a", "first")}${digestLine("b", "last").trim()}`);
    await chmod(file, 0o640);
    await symlink(file, join(mounted.folder, "app.keys"));
    const added = await runCommand(["keys", "add", "app", "--config", mounted.config]);
    expect(added.code).toBe(0);
    const digits = digestLine("a").slice(7, 19);
    expect((await runCommand(["keys", "remove", digits, "--config", mounted.config])).code).toBe(0);
    const lines = (await readFile(file, "utf8")).split("\n");
    expect(lines.map((line) => line.replace(/^sha256:\w+/, "sha256"))).toEqual([
      "# ours",
      "sha256 last",
      expect.stringMatching(/^sha256 \d/),
      "",
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });
});

test("the library makes, lists and removes keys as the command does", async () => {
  const made = await newFolder();
  const { key, ...listed } = await addKey({ config: made.config, source: "app", comment: "phone" });
  expect(key).toMatch(/^pk_/);
  expect(await listKeys({ config: made.config })).toEqual([listed]);
  expect(await removeKey(listed.key_id, { config: made.config })).toEqual(listed);
  expect(await listKeys({ config: made.config })).toEqual([]);
});

describe("polku keys says what to do", () => {
  test.each([
    [["add", "shpo"], 1, "The source shpo is not known here.\nSources: did you mean shop?"],
    [
      ["add", "till"],
      2,
      "takes nothing by HTTP. Under inputs of this source add:\n  - { http: { write_key_file: till.keys } }",
    ],
    [["add"], 2, "either the source that the key sends to, or --read"],
    [["add", "shop", "--read"], 2, "either the source that the key sends to, or --read"],
    [["add", "shop", "--comment", "a\nsha256:b"], 2, "one line of at most 200 characters"],
    [["remove", "abc"], 2, "6 or more hex digits"],
    [["remove", "../../etc"], 2, "6 or more hex digits"],
  ])("%j", async (args, code, text) => {
    const said = await keys(...args);
    expect(said.stderr).toContain(text);
    expect(said.code).toBe(code);
  });

  test("where nobody may read, and where a file holds a key in clear text", async () => {
    const yaml =
      "sources: [ { name: hook, connector: polku/events, inputs: [ { http: { write_key_file: k } } ] } ]\n";
    const bare = await newFolder(yaml);
    const said = await runCommand(["keys", "add", "--read", "--config", bare.config]);
    expect(said.stderr).toContain("Add:\nhttp: { read_key_file: read.keys }");
    await writeFile(join(bare.folder, "k"), "pk_5ecret\n");
    const refused = await runCommand(["keys", "add", "hook", "--config", bare.config]);
    expect(refused.stderr).toContain("line 1 is no digest");
    expect(refused.stderr).not.toContain("5ecret");
  });
});
