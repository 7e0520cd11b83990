// What people stated, read plainly: of the statements that nobody took back, the latest about each pair and each value.
import type { Statement } from "../../../models/identity/statement.ts";
import { isJoinEvent, type Link } from "./links.ts";
import { type Identifier, nameOf } from "./identifier.ts";

export interface Stated {
  /** By the names of both in order: when it was joined or split last. */
  readonly pairs: ReadonlyMap<string, StatedPair>;
  /** By name: blocked, or let through whatever the configuration says. */
  readonly values: ReadonlyMap<string, "blocked" | "free">;
}

export interface StatedPair {
  readonly one: string;
  readonly other: string;
  readonly kind: "join" | "split";
  readonly at: bigint;
}

export const nothingStated: Stated = { pairs: new Map(), values: new Map() };

const isUndone = (id: string, all: readonly Statement[]): boolean =>
  all.some((one) => one.kind === "undo" && one.undoes === id && !isUndone(one.statement_id, all));

const namesOf = (statement: Statement): string[] => statement.identifiers.map(nameOf).toSorted();

/** Of those about one thing the latest; at one instant `stronger` before the other kind. */
const latest = (about: readonly Statement[], stronger: string): Statement | undefined => {
  const end = about.reduce((last, { at }) => (at > last ? at : last), -(2n ** 62n));
  const last = about.filter(({ at }) => at === end);
  return last.find(({ kind }) => kind === stronger) ?? last[0];
};

export const statedBy = (statements: readonly Statement[]): Stated => {
  const standing = statements.filter(({ statement_id }) => !isUndone(statement_id, statements));
  const pairs = new Map<string, StatedPair>();
  const values = new Map<string, "blocked" | "free">();
  for (const { identifiers, ...statement } of standing) {
    const names = namesOf({ identifiers, ...statement });
    const about = standing.filter((other) => namesOf(other).join(" ") === names.join(" "));
    const [one = "", other = ""] = names;
    if (names.length === 2) {
      const winner = latest(about, "join");
      const kind = winner?.kind === "split" ? "split" : "join";
      pairs.set(names.join(" "), { one, other, kind, at: winner?.at ?? 0n });
    }
    if (names.length === 1) values.set(one, latest(about, "block")?.kind === "block" ? "blocked" : "free");
  }
  return { pairs, values };
};

const pairOf = (one: Identifier, other: Identifier, stated: Stated): StatedPair | undefined =>
  stated.pairs.get([nameOf(one), nameOf(other)].toSorted().join(" "));

/** The latest event that said that the two are one. */
const joinedAt = (link: Link): bigint | undefined =>
  link.events
    .filter(isJoinEvent)
    .map(({ event }) => BigInt(event.at))
    .at(-1);

/** A split holds unless an event joined the pair at that time or later. */
export const isSplitLink = (link: Link, stated: Stated): boolean => {
  const pair = pairOf(link.a, link.b, stated);
  const joined = joinedAt(link);
  return pair?.kind === "split" && (joined === undefined || pair.at > joined);
};

export const isStatedJoin = (link: Link, stated: Stated): boolean =>
  pairOf(link.a, link.b, stated)?.kind === "join";

/** Splits that no event undid, as pairs of names. */
export const splitsOf = (stated: Stated, links: readonly Link[]): StatedPair[] =>
  [...stated.pairs.values()].filter((pair) => {
    const own = links.find((link) => pairOf(link.a, link.b, stated) === pair);
    return pair.kind === "split" && (own === undefined || isSplitLink(own, stated));
  });

export const joinsOf = (stated: Stated): StatedPair[] =>
  [...stated.pairs.values()].filter(({ kind }) => kind === "join");
