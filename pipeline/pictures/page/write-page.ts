// Writes a page of pictures to a file, with the drawing program in it.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PolkuError } from "../../../models/errors.ts";
import { packageRoot } from "../../warehouse/sql-text.ts";
import { type Page, pageHtml } from "./page.ts";

/** Throws usage where the file cannot be written. */
export const writePage = async (file: string, page: Page): Promise<void> => {
  const script = await readFile(join(packageRoot, "dist/web/pictures.js"), "utf8");
  try {
    await writeFile(file, pageHtml(page, script));
  } catch (cause) {
    throw new PolkuError(
      "usage",
      { problem: `The page cannot be written to ${file}. Give --html a file in a folder that exists.` },
      { cause },
    );
  }
};
