// The polku policy, played link by link over everything: shared values first, then the strongest link first, and
// again without the devices that a refused link made shared, until no further device becomes shared.
import { compareText, firstOf, groupBy } from "../measures.ts";
import { canonicalOrder } from "../records/event.ts";
import { type Identifier, type NamespaceRules, nameOf, ruleOf } from "./identifier.ts";
import { type Link, linkName } from "./links.ts";

export type LinkRule = "shared_value" | "shared_device" | "limit" | "claim_only";

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

class Groups {
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

interface Question {
  readonly identifiers: readonly Identifier[];
  readonly verified: ReadonlySet<string>;
  readonly refusesClaims: boolean;
  readonly rules: NamespaceRules;
}

/** Values of one namespace that joins connect count as one. */
const breaksLimit = (names: ReadonlySet<string>, joined: Groups, question: Question): boolean => {
  const held = question.identifiers.filter((identifier) => names.has(nameOf(identifier)));
  return [...groupBy(held, (identifier) => identifier.namespace).values()].some((values) => {
    const limit = ruleOf(firstOf(values), question.rules).limit;
    return limit !== null && new Set(values.map((value) => joined.of(nameOf(value)))).size > limit;
  });
};

const refusalOf = (link: Link, groups: Groups, joined: Groups, question: Question): LinkRule | null => {
  const [left, right] = [groups.of(nameOf(link.a)), groups.of(nameOf(link.b))];
  if (link.isJoin || left === right) return null;
  if (breaksLimit(new Set([...left, ...right]), joined, question)) return "limit";
  const bothVerified = [left, right].every((group) => [...group].some((name) => question.verified.has(name)));
  return question.refusesClaims && link.isClaim && bothVerified ? "claim_only" : null;
};

const playRound = (links: readonly Link[], question: Question): Round => {
  const names = question.identifiers.map(nameOf);
  const [groups, joined] = [new Groups(names), new Groups(names)];
  const refused = new Map<string, LinkRule>();
  for (const link of links.filter((one) => one.isJoin)) joined.unite(nameOf(link.a), nameOf(link.b));
  for (const link of links.toSorted(strongestLinkFirst(question.rules))) {
    const rule = refusalOf(link, groups, joined, question);
    if (rule === null) groups.unite(nameOf(link.a), nameOf(link.b));
    else refused.set(linkName(link), rule);
  }
  return { groups, refused };
};

const devicesOf = (links: readonly Link[], rules: NamespaceRules): string[] =>
  links
    .flatMap((link) => [link.a, link.b])
    .filter((identifier) => ruleOf(identifier, rules).kind === "device")
    .map(nameOf);

/** Who belongs together, by every link that was seen. */
export const resolve = (
  identifiers: readonly Identifier[],
  verified: ReadonlySet<string>,
  links: readonly Link[],
  rules: NamespaceRules,
  refusesClaims: boolean,
): Resolution => {
  const sharedValues = sharedValuesOf(identifiers, links, rules);
  const refused = new Map<string, LinkRule>();
  for (const link of links) if (touches(link, sharedValues)) refused.set(linkName(link), "shared_value");
  const sharedDevices = new Set<string>();
  const question = { identifiers, verified, refusesClaims, rules };
  for (;;) {
    const open = links.filter((link) => !refused.has(linkName(link)));
    const round = playRound(open, question);
    const lost = open.filter((link) => round.refused.has(linkName(link)));
    const found = devicesOf(lost, rules);
    if (found.length === 0) {
      const alone = round.groups
        .all()
        .filter((group) => ![...group].some((name) => sharedValues.has(name) || sharedDevices.has(name)));
      return { groups: alone, sharedValues, sharedDevices, refused: new Map([...refused, ...round.refused]) };
    }
    for (const name of found) sharedDevices.add(name);
    for (const link of open.filter((one) => touches(one, new Set(found)))) {
      refused.set(linkName(link), round.refused.get(linkName(link)) ?? "shared_device");
    }
  }
};
