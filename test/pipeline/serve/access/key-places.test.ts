import { afterAll, expect, test } from "vitest";
import { refuseMissingKeys } from "../../../../pipeline/serve/access/key-places.ts";
import { digestLine, loadedWith, removeFolders } from "./keys-fixture.ts";

afterAll(removeFolders);

const refusalWith = async (names: readonly string[]): Promise<string> => {
  const files = Object.fromEntries(names.map((name) => [name, digestLine(name)]));
  const refused = await refuseMissingKeys(await loadedWith(files)).catch((error: unknown) => error);
  return refused instanceof Error ? refused.message : "";
};

test("all files of keys that are missing are named at once, each with the command that makes it", async () => {
  expect(await refusalWith([])).toMatch(
    /^The key file shop\.keys cannot be used: it is missing, and so are app\.keys, read\.keys\.\nThese make them: `polku keys add shop --config \S*`, `polku keys add app --config \S*`, `polku keys add --read --config \S*`\./,
  );
  expect(await refusalWith(["shop.keys"])).toContain(
    "app.keys cannot be used: it is missing, and so is read.keys.",
  );
  expect(await refusalWith(["shop.keys", "app.keys"])).toMatch(
    /^The key file read\.keys cannot be used: it is missing\.\n`polku keys add --read --config \S*` makes it\./,
  );
  expect(await refusalWith(["shop.keys", "app.keys", "read.keys"])).toBe("");
});
