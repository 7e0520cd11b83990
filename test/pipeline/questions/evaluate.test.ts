import * as fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateResultSchema, type EvaluateResult } from "../../../models/results/identity.ts";
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

const mean = (shares: readonly number[]): number =>
  shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length;

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
    expect(result.over_merged).toEqual([{ profile_id: idOf("u1"), persons: ["maija", "pekka"], units: 3 }]);
    expect(result.under_merged).toMatchObject([{ person: "maija", units: 3 }]);
    expect(result.under_merged[0]?.profile_ids).toContain(idOf("u1"));
    expect(result).toMatchObject({
      persons: 3,
      clusters: 3,
      over_merged_profiles: 1,
      under_merged_persons: 1,
    });
  });

  it("measures B-cubed as the mean over units, as Bagga and Baldwin define it", async () => {
    const result = await evaluate(
      "namespace,value,person",
      "user_id,u1,maija",
      "email,one@example.com,maija",
      "anonymous_id,a1,pekka",
      "phone,0401234567,maija",
    );
    // u1, one@: 2/3 of their profile, 2/3 of their person; a1: 1/3, 1; the phone: alone, 1/3.
    const twoThirds: unknown = expect.closeTo(2 / 3, 12);
    expect(result).toMatchObject({ b_cubed: { precision: twoThirds, recall: twoThirds, f1: twoThirds } });
  });

  it("agrees with counting unit by unit and pair by pair", async () => {
    const profiles = new Map(
      (await store.mart("dim_profile_identifiers")).map((row) => [
        `${String(row["namespace"])},${String(row["value"])}`,
        String(row["profile_id"]),
      ]),
    );
    const names = [...profiles.keys(), "user_id,stranger", "email,stranger@example.com"];
    const truth = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom("p", "q", "r")), {
      selector: ([name]) => name,
    });
    await fc.assert(
      fc.asyncProperty(truth, async (lines) => {
        const units = lines.map(([name, person], place) => ({
          person,
          profile: profiles.get(name) ?? `alone ${String(place)}`,
        }));
        const overlap = (unit: (typeof units)[number]): number =>
          units.filter(({ person, profile }) => person === unit.person && profile === unit.profile).length;
        const pairs = units.flatMap((one, place) =>
          units.slice(place + 1).map((other) => [one, other] as const),
        );
        const isTrue = pairs.map(([one, other]) => one.person === other.person);
        const isTogether = pairs.map(([one, other]) => one.profile === other.profile);
        const result = await evaluate(
          "namespace,value,person",
          ...lines.map(([name, person]) => `${name},${person}`),
        );
        expect(result).toMatchObject({
          true_pairs: isTrue.filter(Boolean).length,
          predicted_pairs: isTogether.filter(Boolean).length,
          correct_pairs: isTrue.filter((same, place) => same && isTogether[place] === true).length,
          clusters: new Set(units.map(({ profile }) => profile)).size,
          b_cubed: {
            precision: expect.closeTo(
              mean(
                units.map(
                  (unit) => overlap(unit) / units.filter(({ profile }) => profile === unit.profile).length,
                ),
              ),
              10,
            ),
            recall: expect.closeTo(
              mean(
                units.map(
                  (unit) => overlap(unit) / units.filter(({ person }) => person === unit.person).length,
                ),
              ),
              10,
            ),
          },
        });
      }),
      { numRuns: 15 },
    );
  });

  it("judges pairs of identifiers that the truth labels, and these alone", async () => {
    const result = await evaluate(
      "namespace_a,value_a,namespace_b,value_b,is_same",
      "user_id,u1,email,one@example.com,true",
      "email,ONE@example.com,user_id,u1,yes",
      "user_id,u1,anonymous_id,a1,false",
      "user_id,u1,phone,0401234567,1",
      "user_id,u1,user_id,u2,no",
      "user_id,u2,email,two@example.com,true",
      "user_id,u2,email,two@example.com,false",
    );
    expect(result).toEqual({
      identifiers: 5,
      without_profile: 0,
      pairs: 4,
      true_pairs: 2,
      predicted_pairs: 2,
      correct_pairs: 1,
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
      wrong_merges: 1,
      missed_merges: 1,
      over_merged: [{ profile_id: idOf("u1"), from: "anonymous_id:a1", to: "user_id:u1" }],
      under_merged: [
        { from: "phone:+358401234567", to: "user_id:u1", profile_ids: [expect.any(String), idOf("u1")] },
      ],
    });
  });

  it("judges pairs of events, and refuses a label that is neither yes nor no", async () => {
    const columns = "source_a,event_id_a,source_b,event_id_b,is_same";
    expect(await evaluate(columns, "web,e3,web,e4,true", "web,e1,web,e5,true")).toMatchObject({
      events: 4,
      pairs: 2,
      correct_pairs: 1,
    });
    await expect(evaluate(columns, "web,e3,web,e4,perhaps")).rejects.toMatchObject({ code: "usage" });
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

  it("counts what is in no profile, as what no event carries under its name", async () => {
    const lines = ["user_idd,u1,maija", "user_id,stranger,pekka", "user_id,u1,liisa"];
    expect(await evaluate("namespace,value,person", ...lines)).toMatchObject({
      identifiers: 3,
      without_profile: 2,
    });
  });

  it("refuses a truth that it cannot read", async () => {
    await expect(evaluate("namespace,person", "user_id,maija")).rejects.toMatchObject({ code: "usage" });
    await expect(
      evaluateIn(store.warehouse.writer, context, join(folder, "missing.csv")),
    ).rejects.toMatchObject({ code: "usage" });
  });
});
