// What became of visits that ended without the goal: the rule of fct_drop_offs, over whoever a person is.
import type { DropOffKind } from "../../../models/results.ts";
import type { Touchpoints } from "../source/load-touchpoints.ts";
import type { Visits } from "./visits.ts";

/** In the order in which they are looked for: the first that fits. */
export const dropOffKinds = [
  "continued_elsewhere",
  "continued_later",
  "open",
  "came_back",
  "identity_lost",
  "gone",
] as const satisfies readonly DropOffKind[];

/** Of dropped journeys: they will not go on. */
export const lostKinds: readonly DropOffKind[] = ["came_back", "identity_lost", "gone"];

const place = Object.fromEntries(dropOffKinds.map((kind, index) => [kind, index])) as Readonly<
  Record<DropOffKind, number>
>;

/** No drop-off: the visit holds the goal. */
export const noDropOff = 255;

export interface KindRule {
  /** The channel of each touchpoint, as a number. */
  readonly channel: Int32Array;
  /** By person: whether an identifier of a person is held. */
  readonly isKnown: Uint8Array;
  /** Microseconds after which a silence drops a journey. */
  readonly idle: number;
  /** Microseconds since 1970. */
  readonly dataEnd: number;
}

/** The place in `dropOffKinds` of each visit, the first that fits; noDropOff for those with the goal. */
export const kindsOf = (
  { person, at }: Touchpoints,
  { visits, last, isGoal, isLastVisit, next }: Visits,
  { channel, isKnown, idle, dataEnd }: KindRule,
): Uint8Array => {
  const kinds = new Uint8Array(visits);
  for (let visit = 0; visit < visits; visit += 1) {
    const row = last[visit] ?? 0;
    const following = next[visit] ?? -1;
    let kind: number;
    if (isGoal[visit] === 1) kind = noDropOff;
    else if (isLastVisit[visit] === 0) {
      kind = channel[following] === channel[row] ? place.continued_later : place.continued_elsewhere;
    } else if (following >= 0) kind = place.came_back;
    else if (dataEnd - (at[row] ?? 0) <= idle) kind = place.open;
    else kind = isKnown[person[row] ?? 0] === 1 ? place.gone : place.identity_lost;
    kinds[visit] = kind;
  }
  return kinds;
};
