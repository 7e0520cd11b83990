import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StatedIdentifier, Statement } from "../../../models/identity/statement.ts";
import { type Standing, standing, statementOf } from "../../../pipeline/identity/statements.ts";
import { statedBy } from "../../oracle/identity/stated.ts";

const user = (value: string): StatedIdentifier => ({ namespace: "user_id", value });

const pair = (kind: "join" | "split", one: string, other: string, at: number): Statement =>
  statementOf({
    kind,
    identifiers: [user(one), user(other)],
    undoes: null,
    at: BigInt(at),
    author: "maija",
    reason: "",
  });

const undo = (statement: Statement, at: number): Statement =>
  statementOf({
    kind: "undo",
    identifiers: [],
    undoes: statement.statement_id,
    at: BigInt(at),
    author: "maija",
    reason: "",
  });

const users = fc.constantFrom("u1", "u2", "u3", "u4", "ü5");

const drawn = fc.array(
  fc.record({
    kind: fc.constantFrom("join", "split", "block", "unblock", "undo"),
    one: users,
    other: users,
    at: fc.nat(4),
    target: fc.nat(8),
  }),
  { maxLength: 9 },
);

const statementsOf = (draws: typeof drawn extends fc.Arbitrary<infer Value> ? Value : never): Statement[] => {
  const statements: Statement[] = [];
  for (const { kind, one, other, at, target } of draws) {
    const taken = statements[target % Math.max(1, statements.length)];
    if (kind === "undo") {
      if (taken !== undefined) statements.push(undo(taken, at));
    } else if (kind === "join" || kind === "split") {
      if (one !== other) statements.push(pair(kind, one, other, at));
    } else {
      const identifiers = [user(one)];
      statements.push(
        statementOf({ kind, identifiers, undoes: null, at: BigInt(at), author: "m", reason: "" }),
      );
    }
  }
  return statements;
};

const statements = drawn.map(statementsOf);

const said = ({ pairs, values }: Standing): unknown => ({ pairs, values });

const always = (law: (given: readonly Statement[]) => void): void =>
  fc.assert(fc.property(statements, law), { numRuns: 300 });

describe("statements", () => {
  it("come to the same in any order, and however often each is given", () => {
    fc.assert(
      fc.property(
        statements.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(standing([...shuffled, ...all])).toEqual(standing(all));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("come to what the oracle says", () => {
    always((all) => {
      const { pairs, values } = standing(all);
      const expected = statedBy(all);
      expect(pairs.map(({ isSplit, at }) => ({ kind: isSplit ? "split" : "join", at }))).toEqual(
        pairs.map(({ one, other }) => {
          const names = [one, other].map(({ namespace, value }) => JSON.stringify([namespace, value]));
          const found = expected.pairs.get(names.toSorted().join(" "));
          return { kind: found?.kind, at: found?.at };
        }),
      );
      expect(pairs).toHaveLength(expected.pairs.size);
      expect(values.map(({ isBlocked }) => (isBlocked ? "blocked" : "free")).toSorted()).toEqual(
        [...expected.values.values()].toSorted(),
      );
    });
  });

  it("come, with an undo of the last, to what they come to without it", () => {
    always((all) => {
      const last = all.at(-1);
      if (last === undefined || last.kind === "undo") return;
      const before = all.filter(({ statement_id }) => statement_id !== last.statement_id);
      const undos = before.filter(({ undoes }) => undoes === last.statement_id);
      if (undos.length > 0) return;
      expect(said(standing([...before, last, undo(last, 9)]))).toEqual(said(standing(before)));
    });
  });

  it("hold again where the undo itself is undone", () => {
    const join = pair("join", "u1", "u2", 1);
    const first = undo(join, 2);
    expect(standing([join, first]).undoneBy.get(join.statement_id)).toBe(first.statement_id);
    expect(said(standing([join, first, undo(first, 3)]))).toEqual(said(standing([join])));
  });

  it("of one pair the later holds, at one instant the join; the other is listed as overridden", () => {
    const [join, split] = [pair("join", "u1", "u2", 1), pair("split", "u2", "u1", 2)];
    expect(standing([join, split])).toMatchObject({ pairs: [{ isSplit: true }] });
    expect(standing([join, split]).overriddenBy).toEqual(new Map([[join.statement_id, split.statement_id]]));
    const atOnce = pair("split", "u1", "u2", 1);
    expect(standing([join, atOnce]).overriddenBy).toEqual(
      new Map([[atOnce.statement_id, join.statement_id]]),
    );
  });

  it("tell which join closed the chain that a split gives way to", () => {
    const joins = [pair("join", "u1", "u2", 3), pair("join", "u2", "u3", 1), pair("join", "u1", "u4", 2)];
    const split = pair("split", "u1", "u3", 4);
    expect(standing([...joins, split]).overriddenBy).toEqual(
      new Map([[split.statement_id, joins[0]?.statement_id]]),
    );
  });

  it("have one id whatever the order of the two identifiers, and another for another author", () => {
    expect(pair("join", "u2", "u1", 1)).toEqual(pair("join", "u1", "u2", 1));
    const other = statementOf({ ...pair("join", "u1", "u2", 1), author: "liisa" });
    expect(other.statement_id).not.toBe(pair("join", "u1", "u2", 1).statement_id);
  });
});
