import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateResultSchema, type EvaluateResult } from "../../../models/results.ts";
import { evaluateIn } from "../../../pipeline/questions/evaluate.ts";
import { profileId } from "../../../pipeline/identity/profile-id.ts";
import { resolveNamespaces } from "../../../pipeline/config/namespaces.ts";
import { neutralConfig } from "../../world/neutral.ts";
import { IdentityStore, secret } from "../stages/identity-store.ts";
import { secondsIn, seen } from "../stages/seen.ts";

const config = neutralConfig({ identity: { phone: { default_country: "FI" } } });
const context = { config, namespaces: resolveNamespaces(config) };
const folder = mkdtempSync(join(tmpdir(), "polku-truth-"));

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
  await store.put([
    seen("e1", 1, { user_id: "u1", email: "one@example.com", anonymous_id: "a1" }),
    seen("e2", 2, { phone: "040 123 4567" }),
    seen("e3", 3, { user_id: "u2", email: "two@example.com" }),
    seen("e4", 4, { user_id: "u2", phone: "+358 40 555 0000" }),
    seen("e5", 5, { user_id: "null" }),
  ]);
  await store.resolve(config, secondsIn(100));
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const evaluate = async (...lines: readonly string[]): Promise<EvaluateResult> => {
  const file = join(folder, "truth.csv");
  writeFileSync(file, `${lines.join("\n")}\n`);
  return evaluateResultSchema.parse(await evaluateIn(store.warehouse.writer, context, file));
};

const idOf = (user: string): string => profileId(secret, "user_id", user);

describe("evaluate", () => {
  it("counts pairs of identifiers that are of one person, in one profile, and both", async () => {
    const result = await evaluate(
      "namespace,value,person",
      "user_id,u1,maija",
      "email,One@Example.com,maija",
      "anonymous_id,a1,pekka",
      "phone,0401234567,maija",
      "user_id,u2,sanna",
      "email,two@example.com,sanna",
    );
    // True: three pairs of maija, one of sanna. Predicted: three of u1, one of u2. Correct: u1 with its e-mail, u2 with its.
    expect(result).toMatchObject({
      identifiers: 6,
      true_pairs: 4,
      predicted_pairs: 4,
      correct_pairs: 2,
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
    });
    expect(result.over_merged).toEqual([{ profile_id: idOf("u1"), persons: ["maija", "pekka"] }]);
    expect(result.under_merged.map(({ person }) => person)).toEqual(["maija"]);
    expect(result.under_merged[0]?.profile_ids).toContain(idOf("u1"));
  });

  it("counts pairs of events where the truth is about events; what belongs to nobody stands alone", async () => {
    const result = await evaluate(
      "source,event_id,person",
      "web,e1,maija",
      "web,e3,maija",
      "web,e4,maija",
      "web,e5,maija",
      "web,unknown,maija",
    );
    expect(result).toMatchObject({ events: 5, true_pairs: 10, predicted_pairs: 1, correct_pairs: 1 });
    expect(result).toMatchObject({ precision: 1, recall: 0.1 });
  });

  it("leaves out what the truth gives to several persons, and counts a repeated line once", async () => {
    const result = await evaluate(
      "namespace,value,person",
      "user_id,u1,maija",
      "user_id,u1,maija",
      "anonymous_id,a1,maija",
      "anonymous_id,a1,pekka",
      "email,one@example.com,maija",
    );
    expect(result).toMatchObject({ identifiers: 2, true_pairs: 1, predicted_pairs: 1, correct_pairs: 1 });
  });

  it("is defined for a truth without lines, and reads columns in any order beside others", async () => {
    expect(await evaluate("namespace,value,person")).toMatchObject({
      identifiers: 0,
      precision: 1,
      recall: 1,
    });
    expect(await evaluate("note,person,value,namespace", "x,maija,u1,user_id")).toMatchObject({
      identifiers: 1,
      true_pairs: 0,
    });
  });

  it("refuses a truth that it cannot read", async () => {
    await expect(evaluate("namespace,person", "user_id,maija")).rejects.toMatchObject({ code: "usage" });
    await expect(
      evaluateIn(store.warehouse.writer, context, join(folder, "missing.csv")),
    ).rejects.toMatchObject({ code: "usage" });
  });
});
