// Random statements about the identifiers of a world: drawn as places, because a world is drawn beside them.
import * as fc from "fast-check";
import type { Config } from "../../../models/config.ts";
import type { StatedIdentifier, Statement } from "../../../models/identity/statement.ts";
import { statementOf } from "../../../pipeline/identity/statements.ts";
import { namespaceRules, normalised } from "../../oracle/identity/identifier.ts";
import type { Event } from "../../oracle/records/event.ts";

/** What someone says at a step. Kinds are drawn so that pairs come up more than once. */
export const drawnStatement = fc.record({
  kind: fc.constantFrom("join", "join", "split", "split", "block", "unblock", "undo", "undo"),
  one: fc.nat(12),
  other: fc.nat(12),
  /** Few instants, so that some statements are of the same one. */
  at: fc.nat(6),
  /** Which of the earlier statements an undo takes back, or a join or split is about again. */
  again: fc.nat(6),
  isAgain: fc.boolean(),
});

export type DrawnStatement = typeof drawnStatement extends fc.Arbitrary<infer Value> ? Value : never;

/** Identifiers that events carry, as they are compared, and one that none does. */
export const nameable = (events: readonly Event[], config: Config): StatedIdentifier[] => {
  const rules = namespaceRules(config);
  const names = new Map<string, StatedIdentifier>();
  for (const { carried } of events) {
    for (const { namespace, value } of carried.filter((one) => rules.has(one.namespace))) {
      const compared = normalised({ namespace, value }, config);
      if (compared === null || compared === "") continue;
      names.set(`${namespace} ${compared}`, { namespace, value: compared });
    }
  }
  return [...names.values(), { namespace: "user_id", value: "nobody yet" }];
};

const at = (instant: number): bigint => BigInt(Date.UTC(2026, 0, 2 + instant)) * 1000n;

/** The statement that was drawn; none where it cannot be made of what there is. */
export const stateDrawn = (
  drawn: DrawnStatement,
  names: readonly StatedIdentifier[],
  before: readonly Statement[],
): Statement[] => {
  const common = { at: at(drawn.at), author: "maija", reason: String(before.length) };
  const earlier = before[drawn.again % Math.max(1, before.length)];
  if (drawn.kind === "undo") {
    if (earlier === undefined) return [];
    return [statementOf({ kind: "undo", identifiers: [], undoes: earlier.statement_id, ...common })];
  }
  const kind = drawn.kind;
  const [one, other] = [names[drawn.one % names.length], names[drawn.other % names.length]];
  if (one === undefined || other === undefined) return [];
  if (kind === "block" || kind === "unblock") {
    return [statementOf({ kind, identifiers: [one], undoes: null, ...common })];
  }
  const isPair = drawn.isAgain && earlier?.identifiers.length === 2;
  const pair = isPair ? earlier.identifiers : [one, other];
  if (!isPair && one === other) return [];
  return [statementOf({ kind, identifiers: pair, undoes: null, ...common })];
};
