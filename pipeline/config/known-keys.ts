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

/** The node itself, or the branches of a union. */
const branches = (node: SchemaNode): readonly SchemaNode[] => node.anyOf ?? [node];

const below = (node: SchemaNode, segment: string | number): SchemaNode[] => {
  if (typeof segment === "number") return node.items === undefined ? [] : [node.items];
  const named = node.properties?.[segment];
  if (named !== undefined) return [named];
  return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
};

/** The keys that a JSON Schema knows at a path. */
export const keysAt = (schema: Record<string, unknown>, path: Path): readonly string[] => {
  let nodes: readonly SchemaNode[] = branches(schema);
  for (const segment of path) nodes = nodes.flatMap((node) => below(node, segment)).flatMap(branches);
  return [...new Set(nodes.flatMap(({ properties }) => Object.keys(properties ?? {})))];
};

/** What to say after an unknown key at a path. */
export const keySuggestion = (path: Path, key: string): string =>
  suggestion(key, keysAt(configJsonSchema(), path));
