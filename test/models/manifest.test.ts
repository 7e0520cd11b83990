import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { manifestSchema } from "../../models/manifest.ts";
import { publishWeek, type PublishedWeek } from "../pipeline/snapshots/shop-week.ts";

const schema = { title: "polku manifest.json", ...z.toJSONSchema(manifestSchema, { io: "input" }) };

// `npm run schema` writes it again.
test("the schema of a manifest is published as it is", async () => {
  const published = join(import.meta.dirname, "../../docs/manifest.schema.json");
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(published);
});

const isManifest = new Ajv2020().compile(schema);

describe("the manifest of a snapshot", () => {
  let week: PublishedWeek;
  beforeAll(async () => {
    week = await publishWeek();
  });
  afterAll(() => week.remove());

  const manifest = (): Record<string, unknown> =>
    JSON.parse(readFileSync(join(week.snapshot, "manifest.json"), "utf8")) as Record<string, unknown>;

  test("is what the published schema says", () => {
    expect(isManifest(manifest())).toBe(true);
  });

  test("may say more, so that a reader of today reads that of tomorrow", () => {
    expect(isManifest({ ...manifest(), comment: "more" })).toBe(true);
    expect(manifestSchema.safeParse({ ...manifest(), comment: "more" }).success).toBe(true);
  });

  test.each([
    ["without its tables", { tables: undefined }],
    ["of another format", { format_version: 2 }],
    ["with a table that counts below zero", { tables: [{ name: "fct_paths", rows: -1 }] }],
  ])("%s is none", (_what, given) => {
    const other: unknown = JSON.parse(JSON.stringify({ ...manifest(), ...given }));
    expect(isManifest(other)).toBe(false);
    expect(manifestSchema.safeParse(other).success).toBe(false);
  });
});
