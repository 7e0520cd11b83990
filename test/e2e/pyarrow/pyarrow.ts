// A second reader of what we write, which shares no line with the engine that wrote it: Python with pyarrow.
// Needs a Python that has it: POLKU_PYTHON, or python3; `.ci/run` makes one.
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

export interface SeenTable {
  readonly rows: number;
  /** By column, as Arrow names them. */
  readonly types: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** The first hundred rows, values as text. */
  readonly values: readonly Readonly<Record<string, string | null>>[];
}

const python = process.env["POLKU_PYTHON"] ?? "python3";

/** Whether the second reader is there; a test that needs it is skipped where it is not, and says so. */
export const hasPyarrow = spawnSync(python, ["-c", "import pyarrow.parquet"]).status === 0;

if (!hasPyarrow) {
  console.warn(`skipped: ${python} has no pyarrow; see "second reader" in CONTRIBUTING.md`);
}

/** What pyarrow sees in a folder's tables, by name. */
export const readByPyarrow = (folder: string): ReadonlyMap<string, SeenTable> => {
  const script = join(import.meta.dirname, "read-tables.py");
  const seen = execFileSync(python, [script, folder], { encoding: "utf8" });
  return new Map(Object.entries(JSON.parse(seen) as Record<string, SeenTable>));
};
