// Settings that are tried out instead of written: `identity.namespaces.email.limit=3` on top of a configuration.
// Refuses what decides nothing about profiles or journeys, and a single entry of a list.
import { parse } from "yaml";
import { PolkuError } from "../../models/errors.ts";
import { suggestion } from "./nearest.ts";
import type { Path } from "./yaml-source.ts";

export interface ConfigChange {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Sections of a configuration that decide who is who or what they did. */
const decisive = [
  "identity",
  "consent",
  "sessions",
  "labels",
  "journeys",
  "funnels",
  "exclude",
  "paths",
  "timezone",
  "currency",
];

const refused = (problem: string): PolkuError => new PolkuError("usage", { problem });

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const readValue = (key: string, text: string): unknown => {
  try {
    return parse(text);
  } catch (cause) {
    throw new PolkuError(
      "usage",
      { problem: `The value of --set ${key} cannot be read as YAML; put it in quotes.` },
      { cause },
    );
  }
};

/** `KEY=VALUE`: a dotted key of the configuration and a YAML value. Throws usage. */
export const readChange = (text: string): ConfigChange => {
  const at = text.indexOf("=");
  const key = text.slice(0, at).trim();
  const path = key.split(".");
  if (at < 1 || path.includes("")) {
    throw refused("--set takes KEY=VALUE, such as identity.namespaces.email.limit=3.");
  }
  const [section = ""] = path;
  if (!decisive.includes(section)) {
    throw refused(
      `--set ${key}: ${section} decides nothing about profiles or journeys; ${suggestion(section, decisive)}`,
    );
  }
  if (key === "identity.secret_file") {
    throw refused("--set identity.secret_file would only give every profile another id.");
  }
  return { path, value: readValue(key, text.slice(at + 1)) };
};

const withChange = (value: unknown, path: readonly string[], depth: number, given: unknown): unknown => {
  const segment = path[depth];
  if (segment === undefined) return given;
  if (Array.isArray(value)) {
    const list = path.slice(0, depth).join(".");
    throw refused(`--set ${path.join(".")}: ${list} is a list; give it whole, as ${list}=[…].`);
  }
  const below = isMapping(value) ? value : {};
  return { ...below, [segment]: withChange(below[segment], path, depth + 1, given) };
};

/** The value of a configuration with the changes in it, one after the other. Throws usage. */
export const withChanges = (value: unknown, changes: readonly ConfigChange[]): unknown =>
  changes.reduce((changed, { path, value: given }) => withChange(changed, path, 0, given), value);

const isPrefix = (one: Path, other: Path): boolean =>
  one.every((part, at) => String(part) === String(other[at]));

/** True where a problem at a path is about what a change wrote. */
export const isOfChange = (path: Path, changes: readonly ConfigChange[]): boolean =>
  path.length > 0 && changes.some((change) => isPrefix(change.path, path) || isPrefix(path, change.path));
