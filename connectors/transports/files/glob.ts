// Which files a pattern names: `*`, `?`, `[a-z]` and `{a,b}` inside a part of a path, `**` for any folders.
// Folders are walked in no particular order; the caller sorts. Hidden names match only a part that begins with a dot.
import { type Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

const hasMagic = (part: string): boolean => /[*?[{]/.test(part);

/** `a{b,c}d` → `abd`, `acd`, also one inside another. */
export const braceless = (pattern: string): string[] => {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (found === null) return [pattern];
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + found[0].length);
  return (found[1] ?? "").split(",").flatMap((choice) => braceless(`${before}${choice}${after}`));
};

/** One part of a path, without `/`, as a regular expression over names. */
export const partPattern = (part: string): RegExp => {
  const source = part.replaceAll(
    /\[(!?)((?:[^\]\\])+)\]|\*+|\?|[\\^$.|+()[\]{}]/g,
    (found, negated: string | undefined, characters: string | undefined) => {
      if (characters !== undefined)
        return `[${negated === "!" ? "^" : ""}${characters.replaceAll("^", "\\^")}]`;
      if (found.startsWith("*")) return ".*";
      return found === "?" ? "." : `\\${found}`;
    },
  );
  return new RegExp(`^${source}$`, "su");
};

/** Absolute paths; a folder that may not be read is among them, so that it is not passed over in silence. */
export const globFiles = async (pattern: string, folder: string): Promise<string[]> => {
  const found: string[] = [];
  for (const path of braceless(pattern)) {
    const parts = path.split("/").filter((part, index) => part !== "" || index === 0);
    const isAbsolute = path.startsWith("/");
    await walk(isAbsolute ? "/" : folder, isAbsolute ? parts.slice(1) : parts, found, []);
  }
  return found;
};

const walk = async (
  folder: string,
  parts: readonly string[],
  found: string[],
  above: readonly string[],
): Promise<void> => {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (part === "**") return walkAll(folder, rest, found, above);
  if (!hasMagic(part)) {
    const path = join(folder, part);
    if (rest.length > 0) return walk(path, rest, found, above);
    if (await exists(path)) found.push(path);
    return;
  }
  const pattern = partPattern(part);
  for (const { name } of await entriesOf(folder, found)) {
    if (!pattern.test(name) || (name.startsWith(".") && !part.startsWith("."))) continue;
    const path = join(folder, name);
    const isFolder = await isDirectory(path);
    if (rest.length > 0 && isFolder) await walk(path, rest, found, above);
    if (rest.length === 0 && !isFolder) found.push(path);
  }
};

/** `**`: this folder and all below it. A link to a folder above is not followed again. */
const walkAll = async (
  folder: string,
  rest: readonly string[],
  found: string[],
  above: readonly string[],
): Promise<void> => {
  const real = await realpath(folder).catch(() => folder);
  if (above.includes(real)) return;
  await walk(folder, rest.length === 0 ? ["*"] : rest, found, above);
  for (const { name } of await entriesOf(folder, found)) {
    const path = join(folder, name);
    if (!name.startsWith(".") && (await isDirectory(path)))
      await walkAll(path, rest, found, [...above, real]);
  }
};

const entriesOf = async (folder: string, found: string[]): Promise<Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOENT" && code !== "ENOTDIR") found.push(folder);
    return [];
  }
};

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) =>
      error instanceof Error && "code" in error && error.code !== "ENOENT" && error.code !== "ENOTDIR",
  );
