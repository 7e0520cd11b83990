// Links: which identifiers were seen together, by the star of each event. Also the links an event was not let make.
import { groupBy, firstOf } from "../measures.ts";
import type { Evidence } from "./evidence.ts";
import { type NamespaceRules, nameOf, ruleOf } from "./identifier.ts";
import type { UsableIdentifier } from "./usable.ts";

interface Seen {
  readonly a: UsableIdentifier;
  readonly b: UsableIdentifier;
  readonly by: Evidence;
  readonly isJoin: boolean;
}

export interface Link {
  readonly a: UsableIdentifier;
  readonly b: UsableIdentifier;
  /** Events that carried it, in canonical order. */
  readonly events: readonly Evidence[];
  /** True where an event said that both are one. */
  readonly isJoin: boolean;
  /** True where no event carried it with both values verified. */
  readonly isClaim: boolean;
}

export interface NotLinked {
  readonly rule: "consent" | "conflicting_event";
  readonly a: UsableIdentifier;
  readonly b: UsableIdentifier;
  readonly by: Evidence;
}

/** An event that says that its identifiers are one. */
export const isJoinEvent = (one: Evidence): boolean =>
  ["aliased", "merged"].includes(one.event.identity_action);

/** An event with more values of a namespace than its limit says nothing about who belongs together. */
export const isConflicting = (one: Evidence, rules: NamespaceRules): boolean =>
  !isJoinEvent(one) &&
  [...groupBy(one.usable, (identifier) => identifier.namespace).values()].some((values) => {
    const limit = ruleOf(firstOf(values), rules).limit;
    return limit !== null && values.length > limit;
  });

const starOf = (one: Evidence): Seen[] => {
  const [strongest, ...others] = one.usable;
  return strongest === undefined
    ? []
    : others.map((other) => ({ a: strongest, b: other, by: one, isJoin: isJoinEvent(one) }));
};

export const linkName = (link: { a: UsableIdentifier; b: UsableIdentifier }): string =>
  `${nameOf(link.a)} ${nameOf(link.b)}`;

/** True where the event may say who belongs together. */
export const mayLink = (one: Evidence, rules: NamespaceRules): boolean =>
  !one.isDenied && !isConflicting(one, rules);

export const linksOf = (evidence: readonly Evidence[], rules: NamespaceRules): Link[] => {
  const seen = evidence.filter((one) => mayLink(one, rules)).flatMap(starOf);
  return [...groupBy(seen, linkName).values()].map((group) => ({
    a: firstOf(group).a,
    b: firstOf(group).b,
    events: group.map((one) => one.by),
    isJoin: group.some((one) => one.isJoin),
    isClaim: !group.some((one) => one.a.verified && one.b.verified),
  }));
};

export const notLinkedOf = (evidence: readonly Evidence[], rules: NamespaceRules): NotLinked[] =>
  evidence
    .filter((one) => !mayLink(one, rules))
    .flatMap((one) =>
      starOf(one).map(({ a, b }) => ({
        rule: one.isDenied ? ("consent" as const) : ("conflicting_event" as const),
        a,
        b,
        by: one,
      })),
    );
