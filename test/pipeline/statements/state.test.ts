import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listedStatementSchema, statementResultSchema } from "../../../models/identity/statement.ts";
import {
  applyStatements,
  blockValue,
  joinIdentifiers,
  listStatements,
  splitIdentifiers,
  type StatingOptions,
  undoStatement,
} from "../../../pipeline/index.ts";
import { Playground } from "../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../world/neutral.ts";
import { runCommand } from "../commands/run-command.ts";

const settings = neutralSettings({
  identity: { phone: { default_country: "FI" }, namespaces: { address: { kind: "household" } } },
});

const records = [
  neutralRecord("e1", "01-01 10:00", { identifiers: { user_id: "m", email: "maija@example.com" } }),
  neutralRecord("e2", "01-02 10:00", { identifiers: { user_id: "p", phone: "0401234567" } }),
  neutralRecord("e3", "01-03 10:00", { identifiers: { anonymous_id: "a1", address: "Kuja 1" } }),
];

let playground: Playground;
let dataEnd: string | null;
beforeAll(async () => {
  playground = Playground.create(settings);
  playground.write("1", arrivalsOf(records));
  dataEnd = (await playground.run()).data_end;
});
afterAll(() => playground.remove());

const options = (given: Partial<StatingOptions> = {}): StatingOptions => ({
  config: playground.config,
  reason: "seen in the shop",
  author: "maija",
  isPublished: false,
  ...given,
});

const [m, p] = [
  { namespace: "user_id", value: "m" },
  { namespace: "user_id", value: "p" },
];

const say = (...args: readonly string[]) => runCommand(["identity", ...args, "--config", playground.config]);

const file = (name: string, text: string): string => {
  const path = join(playground.folder, name);
  writeFileSync(path, text);
  return path;
};

const manifest = (): { data_end: string } =>
  JSON.parse(readFileSync(join(playground.folder, "workspace/snapshots/current/manifest.json"), "utf8")) as {
    data_end: string;
  };

describe("stating", () => {
  let joinId = "";

  it("publishes what follows, as of the end of data of the current snapshot", async () => {
    const result = await joinIdentifiers([m, p], options({ isPublished: true }));
    expect(statementResultSchema.parse(result)).toMatchObject({
      profiles_before: 3,
      profiles_after: 2,
      refused_links: 0,
      warnings: [],
    });
    expect([result.profile_ids_before.length, result.profile_ids_after.length]).toEqual([2, 1]);
    joinId = result.statement_id;
    expect(await playground.rows("select profile_id from dim_profiles")).toHaveLength(2);
    expect(manifest().data_end).toBe(dataEnd);
  });

  it("without publishing leaves the tables until the next run, which publishes though no event is new", async () => {
    const { snapshot_id, warnings, profiles_after } = await undoStatement(joinId, options());
    expect([snapshot_id, profiles_after]).toEqual([null, 3]);
    expect(warnings.join()).toContain("the next `polku run` publishes");
    expect(await playground.rows("select profile_id from dim_profiles")).toHaveLength(2);
    const { profiles } = await playground.run();
    expect(profiles).toBe(3);
    expect(await playground.rows("select profile_id from dim_profiles")).toHaveLength(3);
  });

  it("lists every statement with what became of it, and takes its own list as nothing new", async () => {
    const listed = await listStatements({ config: playground.config });
    expect(listed.map((one) => listedStatementSchema.parse(one).kind)).toEqual(["join", "undo"]);
    expect(listed[0]).toMatchObject({ statement_id: joinId, identifiers: [m, p], author: "maija" });
    expect(listed[0]?.undone_by).toBe(listed[1]?.statement_id);
    const again = await applyStatements(file("list.json", JSON.stringify(listed)), options());
    expect(again).toMatchObject({ added: 0, known: 2, profiles_before: 3, profiles_after: 3 });
  });

  it("reads YAML and lines as well, states nothing twice, and keeps a value's leading zeros", async () => {
    const yaml = file(
      "said.yaml",
      "- { kind: block, identifiers: [{ namespace: loyalty_card, value: 007 }] }\n" +
        "- { kind: split, identifiers: ['user_id:m', 'phone:040 123 4567'], reason: other people }\n",
    );
    expect(await applyStatements(yaml, options())).toMatchObject({ added: 2, known: 0 });
    expect(await applyStatements(yaml, options())).toMatchObject({ added: 0, known: 2 });
    const listed = await listStatements({ config: playground.config });
    const values = listed.map(({ identifiers }) => identifiers.map(({ value }) => value).join(" "));
    expect(values.toSorted()).toEqual(["", "+358401234567 m", "007", "m p"]);
    const lines = listed.map((one) => JSON.stringify(one)).join("\n");
    expect(await applyStatements(file("said.ndjson", lines), options())).toMatchObject({
      added: 0,
      known: 4,
    });
  });

  it("keeps a statement about what no event carried, and says so without the value", async () => {
    const { warnings } = await splitIdentifiers(
      [m, { namespace: "email", value: "Nobody@example.com " }],
      options({ at: "2026-01-01T00:00:00Z" }),
    );
    expect(warnings[0]).toMatch(/One identifier \(email\) of s_\w+ is in no event yet/);
    expect(warnings.join()).not.toContain("nobody");
    const { known } = await applyStatements(
      file(
        "same.json",
        '[{"kind":"split","identifiers":["user_id:m","email:nobody@example.com"],"reason":"seen in the shop","at":"2026-01-01T00:00:00Z"}]',
      ),
      options(),
    );
    expect(known).toBe(1);
  });

  it("counts the links that a statement refuses", async () => {
    const split = await splitIdentifiers([m, { namespace: "email", value: "maija@example.com" }], options());
    expect(split).toMatchObject({ refused_links: 1, profiles_before: 3, profiles_after: 4 });
    const block = await blockValue({ namespace: "anonymous_id", value: "a1" }, options());
    expect(block).toMatchObject({ profiles_before: 4, profiles_after: 3 });
  });

  it("holds the last of a file's contradictions without a time, and states none of them twice", async () => {
    const own = await listStatements({ config: playground.config });
    const said = file(
      "contrary.yaml",
      "- { kind: join, identifiers: ['user_id:k', 'user_id:l'], reason: one }\n" +
        "- { kind: split, identifiers: ['user_id:l', 'user_id:k'], reason: two }\n" +
        "- { kind: join, identifiers: ['user_id:q', 'user_id:r'], reason: one }\n" +
        "- { kind: join, identifiers: ['user_id:r', 'user_id:s'], reason: one }\n" +
        "- { kind: split, identifiers: ['user_id:q', 'user_id:s'], reason: given way to the chain }\n",
    );
    const held = async () => {
      const listed = await listStatements({ config: playground.config });
      return listed
        .slice(own.length)
        .filter(({ overridden_by, undone_by }) => overridden_by === null && undone_by === null)
        .map(({ kind, reason }) => `${kind} ${reason}`)
        .toSorted();
    };
    expect(await applyStatements(said, options())).toMatchObject({ added: 5 });
    expect(await held()).toEqual(["join one", "join one", "split two"]);
    expect(await applyStatements(said, options())).toMatchObject({ added: 0, known: 5 });
    const pair = ["k", "l"].map((value) => ({ namespace: "user_id", value }));
    const [k = m, l = p] = pair;
    await joinIdentifiers([k, l], options({ reason: "three" }));
    expect(await held()).toEqual(["join one", "join one", "join one", "join three"]);
    expect(await applyStatements(said, options())).toMatchObject({ added: 1, known: 4 });
    expect(await held()).toEqual(["join one", "join one", "split two", "split two"]);
  });

  it("says of a household's value that no join and no split of it holds", async () => {
    const home = { namespace: "address", value: "Kuja 1" };
    const { warnings } = await joinIdentifiers([m, home], options());
    expect(warnings[0]).toMatch(
      /One identifier \(address\) of s_\w+ is of a household, which is no identifier/,
    );
    expect(warnings.join()).not.toMatch(/no event yet|Kuja/);
    expect((await blockValue(home, options())).warnings.join()).not.toContain("no event yet");
  });

  it.each([
    [["join", "user_id:m", "emial:x@y", "--reason", "r"], "did you mean email?"],
    [["join", "user_id:m", "email:x", "--reason", "r"], "malformed"],
    [["join", "phone:0401234567", "phone:+358 40 1234567", "--reason", "r"], "the same one"],
    [["join", "user_id:m", "user_id:p"], "needs a reason"],
    [["join", "user_id", "user_id:p", "--reason", "r"], "NAMESPACE:VALUE"],
    [["block", "user_id"], "Give a namespace and a value"],
    [["undo", "s_0"], "There is no statement s_0"],
    [["join", "user_id:m", "user_id:p", "--reason", "r", "--at", "noon"], "The time noon cannot be read"],
    [["apply", "nowhere.json"], "cannot be read (ENOENT)"],
  ])("refuses %j in words, and ends with 2", async (args, words) => {
    const { code, stderr } = await say(...args);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\?\.|040/);
    expect(code).toBe(2);
  });

  it("names every mistake of a file by its place, and states nothing of it", async () => {
    const before = await listStatements({ config: playground.config });
    const path = file(
      "wrong.ndjson",
      [
        '{"kind":"block","identifiers":["user_id:zz"]}',
        '{"kind":"sploit"}',
        '{"kind":"join","identifiers":["user_id:m"],"reason":"r"}',
        '{"kind":"block","identifiers":["user_id:zz"],"statement_id":"s_1"}',
        '{"kind":"block","identifiers":["user_id:zz"],"undone_by":"s_1"}',
      ].join("\n"),
    );
    const { code, stderr } = await say("apply", path);
    expect(code).toBe(2);
    expect(stderr).toContain("statement 2: the kind sploit is unknown; did you mean split?");
    expect(stderr).toContain("statement 3: a statement of kind join names 2 identifiers, not 1.");
    expect(await listStatements({ config: playground.config })).toEqual(before);
  });
});
