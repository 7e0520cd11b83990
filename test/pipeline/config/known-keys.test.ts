import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../pipeline/config/parse-config.ts";
import { starterText } from "../../../pipeline/config/starter.ts";
import { configJsonSchema } from "../../../pipeline/config/known-keys.ts";

const docs = join(import.meta.dirname, "../../../docs");

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly propertyNames?: unknown;
}

/** Conditions and lists of plain values have no keys of their own. */
const isOpen = (path: string): boolean => /\.(when|start|goal)$|(^exclude|\.steps)$/.test(path);

/** What an entry of a list may be, where each kind of it is a map: the inputs of a source. */
const itemKinds = (items: SchemaNode | undefined): readonly SchemaNode[] => {
  const kinds = items === undefined ? [] : (items.anyOf ?? [items]);
  return kinds.every(({ properties }) => properties !== undefined) ? kinds : [];
};

/** Every key by its path, with its default as the documentation writes it. */
const keysOf = (node: SchemaNode, path = ""): [string, string][] => {
  if (isOpen(path)) return [];
  const below = Object.entries(node.properties ?? {}).flatMap(([name, child]): [string, string][] => {
    const key = path === "" ? name : `${path}.${name}`;
    const isRequired = node.required?.includes(name) === true;
    return [[key, isRequired ? "required" : defaultText(child.default)], ...keysOf(child, key)];
  });
  const ofItems = itemKinds(node.items).flatMap((item) => keysOf(item, `${path}[]`));
  if (typeof node.additionalProperties !== "object") return [...below, ...ofItems];
  return [...below, ...ofItems, [`${path}.*`, "–"], ...keysOf(node.additionalProperties, `${path}.*`)];
};

const defaultText = (value: unknown): string => {
  if (value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
};

const documented = async (): Promise<[string, string][]> => {
  const text = await readFile(join(docs, "configuration.md"), "utf8");
  return [...text.matchAll(/^\| `([^`]+)` \| ([^|]+?) \|/gm)].map((match) => [
    match[1] ?? "",
    match[2] ?? "",
  ]);
};

describe("the schema of a configuration", () => {
  // `npm run schema` writes it again.
  test("is published for editors as it is", async () => {
    const schema = { title: "polku.yaml", ...configJsonSchema() };
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(docs, "polku.schema.json"));
  });

  test("is documented key by key, with every default", async () => {
    const expected = new Map(keysOf(configJsonSchema()));
    expect(Object.fromEntries(await documented())).toEqual(Object.fromEntries(expected));
  });
});

test("every configuration in the documentation is valid", async () => {
  const text = await readFile(join(docs, "configuration.md"), "utf8");
  const examples = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? "");
  const whole = examples.filter((example) => example.includes("sources:"));
  expect(whole).toHaveLength(3);
  for (const example of whole) expect(parseConfig(example, "example").warnings).toEqual([]);
});

test("the starter that polku init writes is valid, with and without sources found", async () => {
  const found = [{ name: "web", connector: "web/segment", files: "data/web/*.ndjson" }];
  for (const sources of [[], found]) {
    const { config, warnings } = parseConfig(starterText(sources), "starter");
    expect(warnings).toEqual([]);
    expect(config.journeys).toHaveLength(1);
  }
  const commentedIn = starterText([]).replaceAll(/^#( {1,2}- )/gm, " $1");
  expect(() => parseConfig(commentedIn, "starter")).not.toThrow(/unknown key/);
});
