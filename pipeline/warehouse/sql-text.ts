// Finds and reads the package's .sql files, from the sources as from dist.
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const findPackageRoot = (from: string): string => {
  if (existsSync(join(from, "package.json")) && existsSync(join(from, "sql"))) return from;
  const parent = dirname(from);
  return parent === from ? from : findPackageRoot(parent);
};

/** The folder that holds package.json, sql/ and connectors/. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** The text of a file, by its path from the package root. */
export const sqlText = (path: string): string => readFileSync(join(packageRoot, path), "utf8");

/** The .sql files of a folder, by path from the package root, in byte order of their names. */
export const sqlFiles = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder))
    .filter((file) => file.endsWith(".sql"))
    .toSorted()
    .map((file) => `${folder}/${file}`);

/** The .sql files of a folder and of all folders in it, by path from the package root, in byte order. */
export const sqlFilesWithin = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".sql"))
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .toSorted();
