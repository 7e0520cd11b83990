// What the statements about pairs come to: of a join and a split of the same pair the later one holds.
import type { Component } from "./policy.ts";

export interface Join {
  readonly one: number;
  readonly other: number;
  /** Someone said so, as opposed to an event: it holds on a shared device too. */
  readonly isStated: boolean;
}

export interface Split {
  readonly one: number;
  readonly other: number;
  /** Place of the statement in the component's statements. */
  readonly statement: number;
}

export interface SettledPairs {
  /** Pairs that are one, whatever the limits say. */
  readonly joins: readonly Join[];
  /** Pairs that must not come into one profile. */
  readonly splits: readonly Split[];
  /** 1 for each link that is such a join. */
  readonly isJoinLink: Uint8Array;
  /** 1 for each link that is a join because someone said so. */
  readonly isStatedLink: Uint8Array;
  /** 1 for each link whose own pair is split. */
  readonly isSplitLink: Uint8Array;
  /** For each such link the place of the statement that splits it; 0 for others. */
  readonly splitStatement: Int32Array;
}

interface Latest {
  readonly one: number;
  readonly other: number;
  join: bigint | undefined;
  split: bigint | undefined;
  /** Place of the latest split. */
  statement: number;
  isStated: boolean;
}

const later = (known: bigint | undefined, at: bigint): bigint =>
  known === undefined || at > known ? at : known;

const pairKey = (one: number, other: number): string =>
  one < other ? `${String(one)}:${String(other)}` : `${String(other)}:${String(one)}`;

const isSplit = ({ join, split }: Latest): boolean =>
  split !== undefined && (join === undefined || split > join);

const latestOfPairs = (component: Component): Map<string, Latest> => {
  const pairs = new Map<string, Latest>();
  const latest = (one: number, other: number): Latest => {
    const known = pairs.get(pairKey(one, other)) ?? {
      one,
      other,
      join: undefined,
      split: undefined,
      statement: 0,
      isStated: false,
    };
    pairs.set(pairKey(one, other), known);
    return known;
  };
  for (const [place, { kind, one, other, at }] of component.statements.entries()) {
    const pair = latest(one, other);
    if (kind === "split" && (pair.split === undefined || at > pair.split)) pair.statement = place;
    pair[kind] = later(pair[kind], at);
    if (kind === "join") pair.isStated = true;
  }
  component.isJoin.forEach((flag, link) => {
    if (flag !== 1) return;
    const pair = latest(component.from[link] ?? 0, component.to[link] ?? 0);
    pair.join = later(pair.join, component.joinedAt[link] ?? 0n);
  });
  return pairs;
};

/** A join is refused only by a split of the same pair that is later than every join of it. */
export const settlePairs = (component: Component): SettledPairs => {
  const pairs = latestOfPairs(component);
  const ofLink = (one: number, link: number): Latest | undefined =>
    pairs.size === 0 ? undefined : pairs.get(pairKey(one, component.to[link] ?? 0));
  const linkFlags = (holds: (latest: Latest) => boolean): Uint8Array =>
    Uint8Array.from(component.from, (one, link) => {
      const latest = ofLink(one, link);
      return latest !== undefined && holds(latest) ? 1 : 0;
    });
  const all = [...pairs.values()];
  return {
    joins: all.filter((latest) => !isSplit(latest)),
    splits: all.filter(isSplit),
    isJoinLink: linkFlags((latest) => !isSplit(latest)),
    isStatedLink: linkFlags((latest) => !isSplit(latest) && latest.isStated),
    isSplitLink: linkFlags(isSplit),
    splitStatement: Int32Array.from(component.from, (one, link) => ofLink(one, link)?.statement ?? 0),
  };
};
