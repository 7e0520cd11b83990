import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { suggestResultSchema, type SuggestResult } from "../../../models/results/identity.ts";
import { suggestedYaml, suggestIn } from "../../../pipeline/questions/suggest.ts";
import { resolveNamespaces } from "../../../pipeline/config/namespaces.ts";
import { neutralConfig } from "../../world/neutral.ts";
import { IdentityStore } from "../stages/identity-store.ts";
import { secondsIn, seen } from "../stages/seen.ts";

const config = neutralConfig({});
const context = { config, namespaces: resolveNamespaces(config) };

/** Users with a few e-mails, and browsers that some of them share. */
const carried = Array.from({ length: 80 }, (_, place) => ({
  user: `u${String((place * 7) % 19)}`,
  email: `m${String((place * 5) % 31)}@example.com`,
  browser: `b${String((place * 3) % 11)}`,
}));

let store: IdentityStore;
let result: SuggestResult;
beforeAll(async () => {
  store = await IdentityStore.open();
  await store.put(
    carried.map(({ user, email, browser }, place) =>
      seen(`e${String(place)}`, place, {
        user_id: user,
        email,
        anonymous_id: browser,
        order_id: `o${String(place)}`,
      }),
    ),
  );
  await store.resolve(config, secondsIn(100));
  result = suggestResultSchema.parse(await suggestIn(store.warehouse.writer, context));
});
afterAll(() => store.close());

const groups = (
  by: (one: (typeof carried)[number]) => string,
  of: (one: (typeof carried)[number]) => string,
) => {
  const found = new Map<string, Set<string>>();
  for (const one of carried) found.set(by(one), (found.get(by(one)) ?? new Set()).add(of(one)));
  return [...found.values()].map(({ size }) => size).toSorted((one, other) => one - other);
};

/** The smallest number that at least the share keeps. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0;

const spread = (numbers: readonly number[]) => ({
  counted: numbers.length,
  p50: quantile(numbers, 0.5),
  p90: quantile(numbers, 0.9),
  p99: quantile(numbers, 0.99),
  p999: quantile(numbers, 0.999),
  most: numbers.at(-1),
});

const of = (namespace: string) => result.namespaces.find((one) => one.namespace === namespace);

describe("suggest", () => {
  it("counts what events show before any guard, as counting by hand does", () => {
    expect(of("email")?.values_per_person.seen).toEqual(
      spread(
        groups(
          ({ user }) => user,
          ({ email }) => email,
        ),
      ),
    );
    expect(of("anonymous_id")?.persons_per_value.seen).toEqual(
      spread(
        groups(
          ({ browser }) => browser,
          ({ user }) => user,
        ),
      ),
    );
    // The event is a star around the user: each e-mail is seen with its users.
    expect(of("email")?.persons_per_value.seen).toEqual(
      spread(
        groups(
          ({ email }) => email,
          ({ user }) => user,
        ),
      ),
    );
  });

  it("suggests what all but one in a thousand keep, beside what is configured", () => {
    const email = of("email");
    expect(email?.limit).toEqual({ configured: 5, suggested: email?.values_per_person.seen?.p999 });
    expect(of("anonymous_id")?.max_profiles.configured).toBe(10);
    expect(of("order_id")?.limit).toEqual({ configured: null, suggested: null });
    expect(result.namespaces.map(({ namespace }) => namespace)).toEqual([
      "user_id",
      "email",
      "anonymous_id",
      "order_id",
    ]);
  });

  it("counts as resolved what profiles hold now, within their limits", () => {
    expect(of("user_id")?.values_per_person.resolved?.most).toBe(1);
    expect(of("email")?.values_per_person.resolved?.most).toBeLessThanOrEqual(5);
  });

  it("writes a part of a configuration", () => {
    expect(parse(suggestedYaml(result))).toMatchObject({
      identity: { namespaces: { email: { limit: of("email")?.limit.suggested } } },
    });
    expect(suggestedYaml(result)).not.toContain("order_id");
  });
});
