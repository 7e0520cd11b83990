import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PolkuError } from "../../models/errors.ts";
import { loadConfig } from "../../pipeline/config.ts";
import { parseConfig } from "../../pipeline/config/parse-config.ts";

const minimal = `sources:
  - { name: shop, connector: web/segment, files: data/*.ndjson }
`;

const problemsOf = (text: string): string[] => {
  try {
    parseConfig(text, "polku.yaml");
  } catch (error) {
    if (!(error instanceof PolkuError)) throw error;
    expect(error.code).toBe("config_invalid");
    return String(error.details["problems"]).split("\n");
  }
  return [];
};

describe("a configuration that says only what it must", () => {
  test("gets every default of the documentation", () => {
    const { config, warnings } = parseConfig(minimal, "polku.yaml");
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      workspace: "./workspace",
      timezone: "UTC",
      currency: "EUR",
      identity: { policy: "polku", secret_file: "./polku.secret", refuse_claims: false },
      sessions: { gap_minutes: 30, channel_gap_minutes: {} },
      publish: { keep_snapshots: 3, every_seconds: 60 },
      export: { identifiers: "hashed" },
      limits: { max_line_bytes: 8_000_000, max_depth: 500, max_identifiers_per_event: 20 },
      quarantine: { max_share: 0.01 },
      engine: { memory_limit: "4GB", threads: 2, temp_directory: "./tmp" },
    });
  });

  test("may leave sections empty, with their entries commented out", () => {
    const { config } = parseConfig(
      `${minimal}labels:\nidentity:\n  namespaces:\n  # email: {}\n`,
      "polku.yaml",
    );
    expect(config.labels).toEqual([]);
    expect(config.identity.namespaces).toEqual({});
  });
});

describe("a mistake in a configuration", () => {
  test("in a key names the line and the nearest known key", () => {
    expect(problemsOf(`${minimal}sesions: { gap_minutes: 30 }\n`)).toEqual([
      "polku.yaml:3: sesions: unknown key; did you mean sessions?",
    ]);
    expect(problemsOf(`${minimal}identity:\n  namespaces:\n    email: { limt: 3 }\n`)).toEqual([
      "polku.yaml:5: identity.namespaces.email.limt: unknown key; did you mean limit?",
    ]);
    expect(problemsOf(`${minimal}exclude: [ { evnt_type: x } ]\n`)).toEqual([
      "polku.yaml:3: exclude[0].evnt_type: unknown key; did you mean event_type?",
    ]);
  });

  test("in a key that resembles none lists those that are known", () => {
    expect(problemsOf(`${minimal}paths: { colour: red }\n`)).toEqual([
      "polku.yaml:3: paths.colour: unknown key; known are max_steps, definitions",
    ]);
  });

  test("of type or value says what would be right", () => {
    const text = `currency: eur
sources:
  - { name: shop, connector: web/segment, files: 7 }
sessions: { gap_minutes: -1 }
journeys:
  - { name: a, goal: { channel: web }, idle_days: "30" }
engine: { threads: 1.5 }
export: { identifiers: hash }
`;
    expect(problemsOf(text)).toEqual([
      "polku.yaml:1: currency: three capital letters, such as EUR",
      "polku.yaml:3: sources[0].files: is a number and must be a text or a list",
      "polku.yaml:4: sessions.gap_minutes: must be more than 0",
      "polku.yaml:6: journeys[0].idle_days: is a text and must be a number",
      "polku.yaml:7: engine.threads: is a number and must be a whole number",
      "polku.yaml:8: export.identifiers: hash is unknown; did you mean hashed?",
    ]);
  });

  test("that a schema cannot see is found as well, all of them together", () => {
    const text = `sources:
  - { name: shop, connector: web/segmnt, files: x, events: { Done: order_complete } }
  - { name: shop, connector: custom, files: x }
labels: [ { when: { step_label: x }, label: (open) } ]
journeys:
  - { name: a, goal: { channel: web } }
  - { name: a, goal: { channel: web } }
identity: { namespaces: { email: { blocked: ["/(/"] } } }
`;
    expect(problemsOf(text)).toEqual([
      "polku.yaml:2: sources[0].connector: unknown connector; did you mean web/segment?",
      "polku.yaml:2: sources[0].events.Done: unknown event type; did you mean order_completed?",
      "polku.yaml:3: sources[1].name: shop is the name of another entry",
      "polku.yaml:3: sources[1]: a custom source needs mapping, a .sql file beside the configuration",
      "polku.yaml:4: labels[0].when: a label cannot be decided by step_label",
      "polku.yaml:4: labels[0].label: (open) has a meaning of its own in paths",
      "polku.yaml:7: journeys[1].name: a is the name of another entry",
      "polku.yaml:8: identity.namespaces.email.blocked[0]: no valid regular expression",
    ]);
  });

  test("never repeats a value that could name a person", () => {
    const text = `${minimal}identity: { namespaces: { email: { kind: ada@example.com, blocked: { ada@example.com: 1 } } } }\n`;
    expect(problemsOf(text).join("\n")).not.toContain("ada@");
  });

  test("that only makes a condition useless is a warning", () => {
    const text = `${minimal}journeys: [ { name: a, goal: { event_type: order_complete } } ]\n`;
    expect(parseConfig(text, "polku.yaml").warnings).toEqual([
      "polku.yaml:3: journeys[0].goal.event_type: no event has this type; did you mean order_completed?",
    ]);
  });
});

const aliasBomb = ["a: &a [x, x, x, x, x, x, x, x, x]"]
  .concat(
    ["b", "c", "d", "e", "f"].map((key, index) => {
      const aliases = Array.from({ length: 9 }, () => `*${"abcde".charAt(index)}`);
      return `${key}: &${key} [${aliases.join(", ")}]`;
    }),
  )
  .join("\n");

describe("hostile YAML", () => {
  test.each([
    ["a syntax error", "sources: [", /^polku\.yaml:1: /],
    ["a key given twice", `${minimal}currency: EUR\ncurrency: USD\n`, /^polku\.yaml:4: .*unique/],
    ["nothing at all", "# nothing\n", /no map of keys/],
    ["two documents", `${minimal}---\n${minimal}`, /^polku\.yaml:3: /],
    ["a bomb of aliases", aliasBomb, /too many aliases/],
    ["lists nested 100,000 deep", `sources: ${"[".repeat(100_000)}`, /polku\.yaml/],
    ["a prototype as a key", `${minimal}__proto__: { a: 1 }\n`, /unknown key/],
  ])("is refused: %s", (_name, text, expected) => {
    expect(problemsOf(text).join("\n")).toMatch(expected);
  });
});

describe("loading a file", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "polku-config-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  const hashesOf = async (text: string) => (await loadConfig(await write("h.yaml", text))).hashes;

  test("resolves the workspace against the folder of the file", async () => {
    const loaded = await loadConfig(await write("a.yaml", `workspace: store\n${minimal}`));
    expect(loaded.workspace).toBe(join(folder, "store"));
    expect(loaded.folder).toBe(folder);
  });

  test("refuses a file that is missing, a folder, binary, or of ten megabytes", async () => {
    await expect(loadConfig(join(folder, "none.yaml"))).rejects.toMatchObject({
      code: "config_missing",
      exitCode: 3,
    });
    await expect(loadConfig(folder)).rejects.toMatchObject({ code: "config_invalid" });
    await expect(loadConfig(await write("b.yaml", "sources: \0"))).rejects.toMatchObject({
      code: "config_invalid",
    });
    const big = await write("c.yaml", "#".repeat(10_000_000));
    await expect(loadConfig(big)).rejects.toThrow(/larger than/);
  });

  test("gives hashes that follow the meaning, not the spelling", async () => {
    const plain = await hashesOf(minimal);
    expect(
      await hashesOf(`# said otherwise\nengine: { threads: 7 }\nsessions: { gap_minutes: 30 }\n${minimal}`),
    ).toEqual(plain);
    const longer = await hashesOf(`${minimal}sessions: { gap_minutes: 31 }\n`);
    expect(longer.identity).toBe(plain.identity);
    expect(longer.analysis).not.toBe(plain.analysis);
    const stricter = await hashesOf(`${minimal}identity: { namespaces: { email: { limit: 2 } } }\n`);
    expect(stricter.identity).not.toBe(plain.identity);
    expect(stricter.analysis).toBe(plain.analysis);
  });
});
