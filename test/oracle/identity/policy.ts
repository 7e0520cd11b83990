// The policies that go link by link, played over everything. Shared values come first. The polku policy takes the
// strongest link first, and all again without the devices that a refused link made shared, until no further device
// becomes shared; the adobe policy takes the links of the latest event first and shares no device.
import { compareText, firstOf, groupBy, lastOf } from "../measures.ts";
import { canonicalOrder } from "../records/event.ts";
import type { Evidence } from "./evidence.ts";
import { type Identifier, type NamespaceRules, nameOf, ruleOf } from "./identifier.ts";
import { type Link, linkName } from "./links.ts";
import { isSplitLink, isStatedJoin, joinsOf, splitsOf, type Stated, type StatedPair } from "./stated.ts";

export type LinkRule = "shared_value" | "shared_device" | "limit" | "claim_only" | "split";

export interface Resolution {
  /** Each profile as the names of the identifiers it holds alone. */
  readonly groups: readonly ReadonlySet<string>[];
  readonly sharedValues: ReadonlySet<string>;
  readonly sharedDevices: ReadonlySet<string>;
  /** By link name. */
  readonly refused: ReadonlyMap<string, LinkRule>;
}

const otherEnd = (link: Link, name: string): Identifier => (nameOf(link.a) === name ? link.b : link.a);

const touches = (link: Link, names: ReadonlySet<string>): boolean =>
  names.has(nameOf(link.a)) || names.has(nameOf(link.b));

/** The greatest, over person namespaces with a limit, of ceil(values linked with it / limit). */
const personsOf = (name: string, links: readonly Link[], rules: NamespaceRules): number => {
  const linked = links.filter((link) => touches(link, new Set([name]))).map((link) => otherEnd(link, name));
  const counts = [...groupBy(linked, (identifier) => identifier.namespace).values()].map((values) => {
    const { kind, limit } = ruleOf(firstOf(values), rules);
    return kind === "person" && limit !== null ? Math.ceil(new Set(values.map(nameOf)).size / limit) : 0;
  });
  return Math.max(0, ...counts);
};

const sharedValuesOf = (
  identifiers: readonly Identifier[],
  links: readonly Link[],
  rules: NamespaceRules,
): Set<string> =>
  new Set(
    identifiers
      .filter((identifier) => {
        const most = ruleOf(identifier, rules).max_profiles;
        return most !== null && personsOf(nameOf(identifier), links, rules) > most;
      })
      .map(nameOf),
  );

const strength = (link: Link, rules: NamespaceRules): number =>
  ruleOf(link.a, rules).rank + ruleOf(link.b, rules).rank;

const strongestLinkFirst =
  (rules: NamespaceRules) =>
  (left: Link, right: Link): number =>
    Number(right.isJoin) - Number(left.isJoin) ||
    strength(left, rules) - strength(right, rules) ||
    canonicalOrder(firstOf(left.events).event, firstOf(right.events).event) ||
    compareText(left.a.namespace, right.a.namespace) ||
    compareText(left.a.value, right.a.value) ||
    compareText(left.b.namespace, right.b.namespace) ||
    compareText(left.b.value, right.b.value);

const latest = (link: Link) => lastOf(link.events).event;

/** The links of the latest event of their component first, then the strongest, then the newest. */
const latestEventFirst = (
  links: readonly Link[],
  rules: NamespaceRules,
): ((left: Link, right: Link) => number) => {
  const components = new Groups([]);
  for (const link of links) components.unite(nameOf(link.a), nameOf(link.b));
  const byComponent = groupBy([...links], (link) =>
    [...components.of(nameOf(link.a))].toSorted(compareText).join(" "),
  );
  const last = new Set(
    [...byComponent.values()].map((group) => lastOf(group.map(latest).toSorted(canonicalOrder))),
  );
  const isLatest = (link: Link): boolean => last.has(latest(link));
  return (left, right) =>
    Number(right.isJoin) - Number(left.isJoin) ||
    Number(isLatest(right)) - Number(isLatest(left)) ||
    strength(left, rules) - strength(right, rules) ||
    canonicalOrder(latest(right), latest(left)) ||
    strongestLinkFirst(rules)(left, right);
};

export class Groups {
  readonly #groupOf = new Map<string, Set<string>>();

  constructor(names: readonly string[]) {
    for (const name of names) this.#groupOf.set(name, new Set([name]));
  }

  of(name: string): ReadonlySet<string> {
    return this.#groupOf.get(name) ?? new Set([name]);
  }

  unite(left: string, right: string): void {
    const united = new Set([...this.of(left), ...this.of(right)]);
    for (const name of united) this.#groupOf.set(name, united);
  }

  all(): ReadonlySet<string>[] {
    return [...new Set(this.#groupOf.values())];
  }
}

interface Round {
  readonly groups: Groups;
  readonly refused: Map<string, LinkRule>;
}

export interface Question {
  readonly identifiers: readonly Identifier[];
  readonly evidence: readonly Evidence[];
  /** When each identifier was seen, by name. */
  readonly sightings: ReadonlyMap<string, readonly number[]>;
  readonly verified: ReadonlySet<string>;
  readonly refusesClaims: boolean;
  readonly rules: NamespaceRules;
  readonly stated: Stated;
}

const microsPerDay = 86_400_000_000;

/** Values of one namespace that joins connect count as one; of a window only those seen in it, at any moment. */
const mostValues = (values: readonly Identifier[], joined: Groups, question: Question): number => {
  const days = ruleOf(firstOf(values), question.rules).window_days;
  if (days === null) return new Set(values.map((value) => joined.of(nameOf(value)))).size;
  const sightings = values.flatMap((value) =>
    (question.sightings.get(nameOf(value)) ?? []).map((at) => ({ at, unit: joined.of(nameOf(value)) })),
  );
  const counts = sightings.map(({ at: moment }) => {
    const seen = sightings.filter(({ at }) => at <= moment && at > moment - days * microsPerDay);
    return new Set(seen.map(({ unit }) => unit)).size;
  });
  return Math.max(0, ...counts);
};

const breaksLimit = (names: ReadonlySet<string>, joined: Groups, question: Question): boolean => {
  const held = question.identifiers.filter((identifier) => names.has(nameOf(identifier)));
  return [...groupBy(held, (identifier) => identifier.namespace).values()].some((values) => {
    const limit = ruleOf(firstOf(values), question.rules).limit;
    return limit !== null && mostValues(values, joined, question) > limit;
  });
};

/** One of the ends would be linked with more values of the other's namespace than `max_per` lets it. */
const breaksDirection = (link: Link, kept: readonly Link[], rules: NamespaceRules): boolean =>
  (
    [
      [link.a, link.b],
      [link.b, link.a],
    ] as const
  ).some(([bounded, other]) => {
    const most = ruleOf(other, rules).max_per[bounded.namespace];
    const before = kept
      .filter((one) => touches(one, new Set([nameOf(bounded)])))
      .map((one) => otherEnd(one, nameOf(bounded)))
      .filter(({ namespace }) => namespace === other.namespace);
    return most !== undefined && before.length + 1 > most;
  });

const breaksSplit = (
  left: ReadonlySet<string>,
  right: ReadonlySet<string>,
  splits: readonly StatedPair[],
): boolean =>
  splits.some(({ one, other }) => (left.has(one) && right.has(other)) || (left.has(other) && right.has(one)));

const isJoin = (link: Link, { stated }: Question): boolean =>
  (link.isJoin || isStatedJoin(link, stated)) && !isSplitLink(link, stated);

interface Made {
  readonly groups: Groups;
  readonly joined: Groups;
  readonly kept: readonly Link[];
  readonly splits: readonly StatedPair[];
}

const refusalOf = (
  link: Link,
  { groups, joined, kept, splits }: Made,
  question: Question,
): LinkRule | null => {
  const [left, right] = [groups.of(nameOf(link.a)), groups.of(nameOf(link.b))];
  if (isJoin(link, question)) return null;
  if (isSplitLink(link, question.stated)) return "split";
  if (breaksDirection(link, kept, question.rules)) return "limit";
  if (left === right) return null;
  if (breaksSplit(left, right, splits)) return "split";
  if (breaksLimit(new Set([...left, ...right]), joined, question)) return "limit";
  const bothVerified = [left, right].every((group) => [...group].some((name) => question.verified.has(name)));
  return question.refusesClaims && link.isClaim && bothVerified ? "claim_only" : null;
};

const playRound = (
  links: readonly Link[],
  question: Question,
  order: (left: Link, right: Link) => number,
  splits: readonly StatedPair[],
): Round => {
  const names = question.identifiers.map(nameOf);
  const [groups, joined] = [new Groups(names), new Groups(names)];
  const refused = new Map<string, LinkRule>();
  const kept: Link[] = [];
  const joins = [
    ...links.filter((link) => isJoin(link, question)).map(({ a, b }) => [nameOf(a), nameOf(b)] as const),
    ...joinsOf(question.stated)
      .map(({ one, other }) => [one, other] as const)
      .filter((pair) => pair.every((name) => names.includes(name))),
  ];
  for (const [one, other] of joins) {
    joined.unite(one, other);
    groups.unite(one, other);
  }
  for (const link of links.toSorted(order)) {
    const rule = refusalOf(link, { groups, joined, kept, splits }, question);
    if (rule !== null) {
      refused.set(linkName(link), rule);
      continue;
    }
    groups.unite(nameOf(link.a), nameOf(link.b));
    if (!isJoin(link, question)) kept.push(link);
  }
  return { groups, refused };
};

const devicesOf = (links: readonly Link[], rules: NamespaceRules): string[] =>
  links
    .flatMap((link) => [link.a, link.b])
    .filter((identifier) => ruleOf(identifier, rules).kind === "device")
    .map(nameOf);

export interface SharedFirst {
  readonly sharedValues: ReadonlySet<string>;
  /** Links that touch none of them. */
  readonly open: readonly Link[];
  /** The others. */
  readonly refused: Map<string, LinkRule>;
}

/** Shared values link nobody, whatever the policy. */
export const sharedFirst = (question: Question, links: readonly Link[]): SharedFirst => {
  const sharedValues = sharedValuesOf(question.identifiers, links, question.rules);
  const refused = new Map<string, LinkRule>();
  for (const link of links) if (touches(link, sharedValues)) refused.set(linkName(link), "shared_value");
  return { sharedValues, open: links.filter((link) => !refused.has(linkName(link))), refused };
};

/** Shared identifiers stand in a group only by a statement: they join others, and stay nobody's own. */
const without = (groups: readonly ReadonlySet<string>[], shared: ReadonlySet<string>): Set<string>[] =>
  groups
    .map((group) => new Set([...group].filter((name) => !shared.has(name))))
    .filter((group) => group.size > 0);

/** Who belongs together by the polku policy, by every link that was seen. */
export const resolvePolku = (question: Question, links: readonly Link[]): Resolution => {
  const { sharedValues, refused, open: unshared } = sharedFirst(question, links);
  const splits = splitsOf(question.stated, unshared);
  const sharedDevices = new Set<string>();
  for (;;) {
    const open = links.filter((link) => !refused.has(linkName(link)));
    const round = playRound(open, question, strongestLinkFirst(question.rules), splits);
    const lost = open.filter((link) => round.refused.has(linkName(link)));
    const found = devicesOf(lost, question.rules);
    if (found.length === 0) {
      const alone = without(round.groups.all(), new Set([...sharedValues, ...sharedDevices]));
      return { groups: alone, sharedValues, sharedDevices, refused: new Map([...refused, ...round.refused]) };
    }
    for (const name of found) sharedDevices.add(name);
    const gone = open.filter((one) => touches(one, new Set(found)));
    for (const link of gone.filter((one) => !isJoin(one, question) || !isStatedJoin(one, question.stated))) {
      refused.set(linkName(link), round.refused.get(linkName(link)) ?? "shared_device");
    }
  }
};

/** The same by the adobe policy. */
export const resolveAdobe = (question: Question, links: readonly Link[]): Resolution => {
  const { sharedValues, open, refused } = sharedFirst(question, links);
  const round = playRound(
    open,
    question,
    latestEventFirst(open, question.rules),
    splitsOf(question.stated, open),
  );
  return {
    groups: without(round.groups.all(), sharedValues),
    sharedValues,
    sharedDevices: new Set(),
    refused: new Map([...refused, ...round.refused]),
  };
};
