import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuseDifferences } from "../../../../property/laws.ts";
import { Playground } from "../../../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../../../world/neutral.ts";

const settings = neutralSettings({
  identity: {
    phone: { default_country: "FI" },
    namespaces: {
      address: { kind: "household", max_profiles: 2, blocked: ["Hotel *"] },
      phone: { kind: "household" },
    },
  },
});

const at = (event: string, day: string, identifiers: Record<string, unknown>, given = {}) =>
  neutralRecord(event, `01-${day} 10:00`, { identifiers, ...given });

const home = "Mannerheimintie 1 A 2";
const first = [
  at("m1", "01", { user_id: "maija", address: home }),
  at("p1", "02", { user_id: "pekka", address: home }),
  // The landline of Pekka and of Sanna, as each writes it.
  at("p2", "03", { user_id: "pekka", phone: "09 123 4567" }),
  at("s1", "04", { email: "sanna@example.com", phone: "+358 9 1234567" }),
  // Three live in this block; two have been at the hotel; one value is nobody's.
  ...["a", "b", "c"].map((name) => at(`${name}1`, "05", { user_id: name, address: "Katu 1" })),
  ...["a", "b"].map((name) => at(`${name}2`, "06", { user_id: name, address: "Hotel Helsinki" })),
  at("n1", "07", { address: home }),
];

let playground: Playground;
beforeAll(async () => {
  playground = Playground.create(settings);
  playground.write("1", arrivalsOf(first));
  await playground.run();
});
afterAll(() => playground.remove());

const households = () =>
  playground.rows(
    "select namespace, value, profiles, known_profiles, first_seen_at from dim_households order by namespace",
  );

describe("households", () => {
  it("lose whom consent forbids to draw on, also where the word comes late", async () => {
    playground.write(
      "2",
      arrivalsOf([at("p0", "01", { user_id: "pekka" }, { consent: { identity: false } })]),
    );
    await playground.run();
    expect(await households()).toEqual([]);
    const incremental = await playground.tables();
    await playground.rebuild();
    refuseDifferences(incremental, await playground.tables());
  });
});
