// The version of this program, from its package.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../warehouse/sql-text.ts";

/** As in package.json. */
export const packageVersion = (): string => {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  return typeof parsed === "object" && parsed !== null && "version" in parsed ? String(parsed.version) : "0";
};
