import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NamespaceRule } from "../../models/identity/namespaces.ts";
import { resolve } from "../../pipeline/stages/resolve.ts";
import { type PolicyCase, policyCases } from "../oracle/cases/polku-policy.ts";
import { compareText, groupBy, type Row } from "../oracle/measures.ts";
import { IdentityStore } from "../pipeline/stages/identity-store.ts";
import { secondsIn, seen } from "../pipeline/stages/seen.ts";
import { neutralConfig } from "../world/neutral.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());

const parts = (name: string): readonly [string, string] => {
  const colon = name.indexOf(":");
  return [name.slice(0, colon), name.slice(colon + 1)];
};

/** The namespaces of a case: those it describes, then the others by first appearance. */
const namespacesOf = (example: PolicyCase): NamespaceRule[] => {
  const described = example.namespaces ?? {};
  const appearing = example.events.flatMap(([, ...names]) => names.map((name) => parts(name)[0]));
  const others = [...new Set(appearing)].filter((namespace) => described[namespace] === undefined);
  const plain = {
    kind: "person",
    limit: null,
    window_days: null,
    max_per: {},
    max_profiles: null,
    blocked: [],
  } as const;
  return [
    ...Object.entries(described).map(([namespace, { rank, kind, limit, max_profiles }]): NamespaceRule => ({
      namespace,
      rank,
      kind: kind === "device" || kind === "token" ? kind : "person",
      limit: limit ?? null,
      window_days: null,
      max_per: {},
      max_profiles: max_profiles ?? null,
      blocked: [],
    })),
    ...others.map((namespace, place) => ({ ...plain, namespace, rank: 1000 + place })),
  ];
};

const idsOf = (names: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(
    [...groupBy([...names], (name) => parts(name)[0])].map(([namespace, own]) => [
      namespace,
      own.map((name) => parts(name)[1]),
    ]),
  );

const play = async (example: PolicyCase): Promise<void> => {
  await store.clear();
  await store.put(
    example.events.map(([second, ...names], place) => seen(String(place + 1), second, idsOf(names))),
  );
  const context = store.context(neutralConfig({ identity: { values: "as_given" } }), namespacesOf(example));
  const last = Math.max(...example.events.map(([second]) => second));
  await resolve(context, BigInt(secondsIn(last)), { isFull: false });
};

const sorted = (groups: readonly (readonly string[])[]): string[][] =>
  groups
    .map((group) => group.toSorted(compareText))
    .toSorted((one, other) => compareText(one.join("\n"), other.join("\n")));

const grouped = (rows: readonly Row[]): string[][] =>
  sorted(
    [...groupBy([...rows], (row) => String(row["holder"])).values()].map((group) =>
      group.map((row) => String(row["name"])),
    ),
  );

describe("resolve on published cases of identity", () => {
  it.each(policyCases)("$name", async (example) => {
    await play(example);
    if (example.groups !== undefined) {
      const rows = await store.mart(
        "dim_profile_identifiers",
        "profile_id as holder, namespace || ':' || value as name, is_shared",
      );
      expect(grouped(rows.filter((row) => row["is_shared"] === false))).toEqual(sorted(example.groups));
    }
    if (example.eventGroups !== undefined) {
      const rows = await store.rows(
        "select profile_key as holder, event_id as name from event_profiles join events using (event_key)",
      );
      expect(grouped(rows)).toEqual(sorted(example.eventGroups.map((group) => group.map(String))));
    }
    if (example.refusals !== undefined) {
      const rows = await store.mart("identity_refusals", "distinct rule");
      expect(rows.map((row) => String(row["rule"])).toSorted(compareText)).toEqual(example.refusals);
    }
  });
});
