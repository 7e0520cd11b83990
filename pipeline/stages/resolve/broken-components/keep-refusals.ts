// Keeps what a policy refused in `link_refusals`: the link, the rule, the numbers behind it, and what won.
import type { Refusal } from "../../../identity/policies/policy.ts";
import type { Session } from "../../../warehouse/session.ts";
import { insertInto, makeOf } from "../statements.ts";

interface Ends {
  readonly a: number;
  readonly b: number;
}

/** A refused link by the keys of its ends. */
export interface RefusedLink extends Ends {
  readonly refusal: Refusal;
  readonly winner: Ends | undefined;
  /** By which `id_stated_pairs` knows the statement that refused it. */
  readonly statement: number | undefined;
}

export const keepRefusals = async (session: Session, refusals: readonly RefusedLink[]): Promise<void> => {
  const numbers = (read: (refused: RefusedLink) => number | undefined): Int32Array =>
    Int32Array.from(refusals, (refused) => read(refused) ?? -1);
  const places = Int32Array.from(refusals, (_, place) => place);
  await makeOf(session, "refused_links", {
    link: places,
    a_key: numbers(({ a }) => a),
    b_key: numbers(({ b }) => b),
    winner_a_key: numbers(({ winner }) => winner?.a),
    winner_b_key: numbers(({ winner }) => winner?.b),
    namespace_order: numbers(({ refusal }) => refusal.namespace),
    per_order: numbers(({ refusal }) => refusal.per),
    held_values: numbers(({ refusal }) => refusal.values),
    place: numbers(({ statement }) => statement),
  });
  await session.run("create or replace temp table id_refusal_rules (link integer, rule varchar)");
  await session.append("temp.id_refusal_rules", [places, refusals.map(({ refusal }) => refusal.rule)]);
  await insertInto(session, "link_refusals", "broken/told_refusals");
};
