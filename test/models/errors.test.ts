import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorKinds, PolkuError } from "../../models/errors.ts";

describe("the table of error codes", () => {
  test("is documented with the exit code of each", async () => {
    const text = await readFile(join(import.meta.dirname, "../../docs/errors.md"), "utf8");
    const documented = [...text.matchAll(/^\| `(\w+)` \| (\d) \|/gm)].map(([, code, exit]) => [
      code,
      Number(exit),
    ]);
    const known = Object.entries(errorKinds).map(([code, { exitCode }]) => [code, exitCode]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(known));
  });

  test("says in every entry what to do, in whole sentences", () => {
    for (const { sentence, remedy } of Object.values(errorKinds)) {
      expect(sentence).toMatch(/^(\{\w+\}|[A-Z])/);
      expect(remedy).toMatch(/^(\{\w+\}$|[`A-Z{].*\.$)/);
    }
  });
});

describe("an error", () => {
  test("fills its sentence and remedy from its details", () => {
    const error = new PolkuError("workspace_in_use", { workspace: "w", pid: 7 });
    expect(error.message).toMatch(/^The workspace w is in use by process 7\.\n/);
    expect(error).toMatchObject({ code: "workspace_in_use", exitCode: 6, retriable: true });
  });

  test("keeps its cause", () => {
    const cause = new Error("why");
    expect(new PolkuError("internal", { problem: "x" }, { cause }).cause).toBe(cause);
  });
});
