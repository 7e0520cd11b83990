import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PolkuError } from "../../models/errors.ts";
import { createLog } from "../../pipeline/log.ts";

let folder = "";
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-log-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a logger wrote, as text. */
const written = async (write: (log: ReturnType<typeof createLog>) => void): Promise<string> => {
  number += 1;
  const file = join(folder, `${String(number)}.log`);
  write(createLog({ level: "info", file }));
  return readFile(file, "utf8");
};

describe("the log", () => {
  test("is one JSON object a line, with an ISO time", async () => {
    const text = await written((log) => {
      log.info({ source: "shop", records: 3 }, "source read");
      log.debug("not asked for");
    });
    const [line = "", ...rest] = text.split("\n");
    expect(JSON.parse(line)).toMatchObject({ level: 30, source: "shop", records: 3, msg: "source read" });
    expect(JSON.parse(line)).toHaveProperty("time", expect.stringMatching(/^\d{4}-.*Z$/));
    expect(rest).toEqual([""]);
  });

  test.each([
    { email: "ada@example.com" },
    { event: { identifiers: [{ namespace: "email", value: "ada@example.com" }] } },
    { event: { traits: { city: "ada@example.com" } } },
    { link: { value_a: "ada@example.com" } },
    { record: '{"email":"ada@example.com"}' },
    { err: new Error("Could not convert string 'ada@example.com' to INT32") },
    { err: new Error('Malformed JSON at byte 3, input "ada@example.com"') },
  ])("never holds a person's data: %j", async (entry) => {
    expect(await written((log) => log.info(entry, "something"))).not.toContain("ada@");
  });

  test("keeps what an error of ours says", async () => {
    const err = new PolkuError("workspace_in_use", { workspace: "w", pid: 7 });
    expect(await written((log) => log.error({ err }, "stopped"))).toContain("in use by process 7");
  });
});
