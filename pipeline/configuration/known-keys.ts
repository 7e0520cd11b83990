// What a configuration may say at a path: its keys, read from the schema, and the nearest of them to a typo.
import leven from "leven";
import { z } from "zod";
import { configSchema } from "../../models/config.ts";
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

/** The candidate that `word` was most likely meant to be; undefined where none is near. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const wanted = word.toLowerCase();
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: leven(wanted, candidate.toLowerCase(), { maxDistance: 6 }) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length / 3)))
    .toSorted((left, right) => left.distance - right.distance);
  return best?.candidate;
};

/** What to say after an unknown word: the nearest known one, else all of them. */
export const suggestion = (word: string, candidates: readonly string[]): string => {
  const near = nearest(word, candidates);
  return near === undefined ? `known are ${candidates.join(", ")}` : `did you mean ${near}?`;
};

/** What to say after an unknown key at a path. */
export const keySuggestion = (path: Path, key: string): string => suggestion(key, knownKeys(path));
