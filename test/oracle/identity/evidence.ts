// The events that are evidence, each with its usable identifiers and whether consent lets it link.
import type { Config } from "../../../models/config.ts";
import { canonicalOrder, type Event } from "../records/event.ts";
import { type Identifier, type NamespaceRules, nameOf } from "./identifier.ts";
import { nothingStated, type Stated } from "./stated.ts";
import { sortIdentifiers, type UsableIdentifier } from "./usable.ts";

export interface Evidence {
  readonly event: Event;
  readonly usable: readonly UsableIdentifier[];
  readonly blocked: readonly Identifier[];
  readonly households: readonly Identifier[];
  readonly isDenied: boolean;
}

const spokenConsent = (event: Event, purpose: string): boolean | null => {
  const word = event.consent[purpose];
  return typeof word === "boolean" ? word : null;
};

type Undecided = Omit<Evidence, "isDenied">;

const shareAnIdentifier = (left: Undecided, right: Undecided): boolean =>
  left.usable.some((one) => right.usable.some((other) => nameOf(one) === nameOf(other)));

const isDenied = (asked: Undecided, all: readonly Undecided[], purpose: string): boolean => {
  const own = spokenConsent(asked.event, purpose);
  if (own !== null) return !own;
  const earlier = all
    .filter((one) => canonicalOrder(one.event, asked.event) < 0)
    .filter((one) => shareAnIdentifier(one, asked))
    .map((one) => spokenConsent(one.event, purpose))
    .filter((word) => word !== null);
  return earlier.at(-1) === false;
};

/** Evidence in canonical order: stored events that are not later than the end of data. */
export const evidenceOf = (
  stored: readonly Event[],
  dataEnd: number,
  rules: NamespaceRules,
  config: Config,
  stated: Stated = nothingStated,
): Evidence[] => {
  const undecided = stored
    .filter((event) => event.at <= dataEnd)
    .toSorted(canonicalOrder)
    .map((event) => ({ event, ...sortIdentifiers(event, rules, config, stated) }));
  return undecided.map((one) => ({ ...one, isDenied: isDenied(one, undecided, config.consent.purpose) }));
};
