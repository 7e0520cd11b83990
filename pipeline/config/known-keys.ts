// What a configuration may say at a path: its keys, read from the schema.
import { z } from "zod";
import { configSchema } from "../../models/config.ts";
import { suggestion } from "./nearest.ts";
import type { Path } from "./yaml-source.ts";

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
}

/** The JSON Schema of a configuration as it is written: defaults are optional. */
export const configJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(configSchema, { io: "input" }) as Record<string, unknown>;

const below = (node: SchemaNode, segment: string | number): SchemaNode | undefined => {
  if (typeof segment === "number") return node.items;
  const named = node.properties?.[segment];
  if (named !== undefined) return named;
  return typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
};

const knownKeys = (path: Path): readonly string[] => {
  let node: SchemaNode | undefined = configJsonSchema();
  for (const segment of path) node = node === undefined ? undefined : below(node, segment);
  return Object.keys(node?.properties ?? {});
};

/** What to say after an unknown key at a path. */
export const keySuggestion = (path: Path, key: string): string => suggestion(key, knownKeys(path));
