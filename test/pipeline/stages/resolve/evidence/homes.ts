// Homes, a landline, a block and a hotel, as tests of households find them: stored, and published once.
import { afterAll, beforeAll } from "vitest";
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

export const at = (event: string, day: string, identifiers: Record<string, unknown>, given = {}) =>
  neutralRecord(event, `01-${day} 10:00`, { identifiers, ...given });

export const home = "Mannerheimintie 1 A 2";
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

export let playground: Playground;

/** For the tests of the file that calls it. */
export const useHomes = (): void => {
  beforeAll(async () => {
    playground = Playground.create(settings);
    playground.write("1", arrivalsOf(first));
    await playground.run();
  });
  afterAll(() => playground.remove());
};

export const households = () =>
  playground.rows(
    "select namespace, value, profiles, known_profiles, first_seen_at from dim_households order by namespace",
  );
