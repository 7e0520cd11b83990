import { describe, expect, it } from "vitest";
import { MacroBench } from "./macro-bench.ts";

const bench = new MacroBench();

const shape = `'[{"namespace": "VARCHAR", "value": "VARCHAR", "is_verified": "BOOLEAN"}]'`;

/** As `namespace:value`, a verified one with `!` behind it. */
const observedOf = (text: string): object => {
  const [namespace, value = ""] = text.replace("!", "").split(":");
  return { namespace, value, is_verified: text.endsWith("!") };
};

const textsOf = (tidied: unknown): string[] =>
  (tidied as { namespace: string; value: string; is_verified: boolean }[]).map(
    ({ namespace, value, is_verified: isVerified }) => `${namespace}:${value}${isVerified ? "!" : ""}`,
  );

/** Each of many lists of up to four identifiers. */
const lists = (): string[][] => {
  const some = ["a:1", "a:1!", "a:2", "b:1", "b:1!", "ä:1"];
  const grown = (shorter: readonly string[][]): string[][] =>
    shorter.flatMap((list) => some.map((one) => [...list, one]));
  const ones = grown([[]]);
  const twos = grown(ones);
  return [...ones, ...twos, ...grown(twos), ...grown(grown(twos)).filter((_, place) => place % 7 === 0)];
};

/** The slow way: each once, verified where any copy was, in the order of bytes. */
const expected = (list: readonly string[]): string[] => {
  const plain = [...new Set(list.map((text) => text.replace("!", "")))];
  return plain
    .toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map((text) => (list.includes(`${text}!`) ? `${text}!` : text));
};

describe("tidy_identifiers", () => {
  it("gives each identifier once, sorted, verified where any copy was", async () => {
    const all = lists();
    const given = all.map((list) => JSON.stringify(list.map(observedOf)));
    const tidied = await bench.each(`tidy_identifiers(from_json(given, ${shape}))`, given);
    expect(tidied.map(textsOf)).toEqual(all.map(expected));
  });

  it("gives null where there are none", async () => {
    expect(await bench.each(`tidy_identifiers(from_json(given, ${shape}))`, ["[]", null])).toEqual([
      null,
      null,
    ]);
  });
});
