// What statements come to: which of them hold, which were taken back, and which gave way to a later one. A pure function
// of the rows, whatever their order and however often each is given.
import { createHash } from "node:crypto";
import type { StatedIdentifier, Statement, StatementContent } from "../../models/identity/statement.ts";
import { UnionFind } from "./union-find.ts";

/** A pair of identifiers that someone joined, or keeps apart. */
export interface StatedPair {
  readonly one: StatedIdentifier;
  readonly other: StatedIdentifier;
  readonly isSplit: boolean;
  readonly at: bigint;
  readonly statementId: string;
}

/** A value that says nothing of anybody, or that is let through although the configuration blocks it. */
export interface StatedValue extends StatedIdentifier {
  readonly isBlocked: boolean;
  readonly statementId: string;
}

export interface Standing {
  /** Each pair once, in the order of names. */
  readonly pairs: readonly StatedPair[];
  /** Each value once, in the order of names. */
  readonly values: readonly StatedValue[];
  /** The statement that took one back, by its id. */
  readonly undoneBy: ReadonlyMap<string, string>;
  /** The statement because of which another, which was not taken back, does not hold. */
  readonly overriddenBy: ReadonlyMap<string, string>;
}

const compareBytes = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

const byName = (one: StatedIdentifier, other: StatedIdentifier): number =>
  compareBytes(one.namespace, other.namespace) || compareBytes(one.value, other.value);

const digits = 24;

/** `s_` and 24 hex digits of the SHA-256 of the content. The order in which two identifiers are given does not count. */
const statementId = (content: StatementContent): string => {
  const { kind, identifiers, undoes, at, author, reason } = content;
  const names = identifiers.toSorted(byName).map(({ namespace, value }) => [namespace, value]);
  const text = JSON.stringify([kind, names, undoes, String(at), author, reason]);
  return `s_${createHash("sha256").update(text).digest("hex").slice(0, digits)}`;
};

/** A statement with its id; identifiers come into the order of their names. */
export const statementOf = (content: StatementContent): Statement => ({
  ...content,
  identifiers: content.identifiers.toSorted(byName),
  statement_id: statementId(content),
});

const inTime = (one: Statement, other: Statement): number =>
  one.at === other.at ? compareBytes(one.statement_id, other.statement_id) : one.at < other.at ? -1 : 1;

const namesOf = ({ identifiers }: Statement): string =>
  JSON.stringify(identifiers.map(({ namespace, value }) => [namespace, value]));

const groupBy = <Key>(
  statements: readonly Statement[],
  keyOf: (statement: Statement) => Key,
): Map<Key, Statement[]> => {
  const groups = new Map<Key, Statement[]>();
  for (const statement of statements) {
    const group = groups.get(keyOf(statement));
    if (group === undefined) groups.set(keyOf(statement), [statement]);
    else group.push(statement);
  }
  return groups;
};

/**
 * Which statement took which back. An undo that was itself taken back takes nothing back; it ends, for an undo names
 * the digest of what was there before it.
 */
const takenBack = (ordered: readonly Statement[]): Map<string, string> => {
  const undos = groupBy(
    ordered.filter(({ kind }) => kind === "undo"),
    ({ undoes }) => undoes,
  );
  const known = new Map<string, string | undefined>();
  const undoOf = (id: string): string | undefined => {
    if (known.has(id)) return known.get(id);
    known.set(id, undefined);
    const holding = undos.get(id)?.find((undo) => undoOf(undo.statement_id) === undefined)?.statement_id;
    known.set(id, holding);
    return holding;
  };
  return new Map(
    ordered.flatMap(({ statement_id }) => {
      const undo = undoOf(statement_id);
      return undo === undefined ? [] : [[statement_id, undo] as const];
    }),
  );
};

/** Of the statements about one thing the latest holds; at one instant a join before a split, a block before an unblock. */
const latestOf = (group: readonly Statement[]): Statement | undefined => {
  const last = group.at(-1);
  const atOnce = group.filter(({ at }) => at === last?.at);
  return atOnce.findLast(({ kind }) => kind === "join" || kind === "block") ?? last;
};

const inOrderOfNames = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  compareBytes(one, other);

/** Settles what is said of each thing; notes what gave way to something else. */
const settle = (statements: readonly Statement[], overridden: Map<string, string>): Statement[] =>
  [...groupBy(statements, namesOf)].toSorted(inOrderOfNames).flatMap(([, group]) => {
    const winner = latestOf(group);
    if (winner === undefined) return [];
    for (const { kind, statement_id } of group) {
      if (kind !== winner.kind) overridden.set(statement_id, winner.statement_id);
    }
    return [winner];
  });

const isOne = (sets: UnionFind, [one = 0, other = 0]: readonly number[]): boolean =>
  sets.find(one) === sets.find(other);

/**
 * Splits whose two identifiers a chain of joins connects: joins hold before all else, and only a split of the same pair
 * ends one. Each with the join that closed the chain, in order of time.
 */
const chained = (joins: readonly Statement[], splits: readonly Statement[]): [string, string][] => {
  const places = new Map<string, number>();
  const placesOf = ({ identifiers }: Statement): readonly number[] =>
    identifiers.map((identifier) => {
      const name = JSON.stringify([identifier.namespace, identifier.value]);
      const place = places.get(name) ?? places.size;
      places.set(name, place);
      return place;
    });
  const open = splits.map((split) => ({ split, ends: placesOf(split) }));
  const links = joins.map((join) => ({ join, ends: placesOf(join) }));
  const whole = new UnionFind(places.size);
  for (const { ends } of links) whole.unite(ends[0] ?? 0, ends[1] ?? 0);
  return open
    .filter(({ ends }) => isOne(whole, ends))
    .flatMap(({ split, ends }) => {
      const sets = new UnionFind(places.size);
      const closing = links.find(({ ends: [one = 0, other = 0] }) => {
        sets.unite(one, other);
        return isOne(sets, ends);
      });
      return closing === undefined ? [] : [[split.statement_id, closing.join.statement_id]];
    });
};

const pairOf = ({ identifiers, kind, at, statement_id }: Statement): StatedPair[] => {
  const [one, other] = identifiers;
  if (one === undefined || other === undefined) return [];
  return [{ one, other, isSplit: kind === "split", at, statementId: statement_id }];
};

const valueOf = ({ identifiers, kind, statement_id }: Statement): StatedValue[] =>
  identifiers.map(({ namespace, value }) => ({
    namespace,
    value,
    isBlocked: kind === "block",
    statementId: statement_id,
  }));

/** What holds of any set of statements. A split that gives way to a chain of joins stays in `pairs`: it may hold again. */
export const standing = (statements: readonly Statement[]): Standing => {
  const distinct = new Map(statements.map((statement) => [statement.statement_id, statement]));
  const ordered = [...distinct.values()].toSorted(inTime);
  const undoneBy = takenBack(ordered);
  const open = ordered.filter(({ statement_id }) => !undoneBy.has(statement_id));
  const overriddenBy = new Map<string, string>();
  const pairs = settle(
    open.filter(({ kind }) => kind === "join" || kind === "split"),
    overriddenBy,
  );
  const values = settle(
    open.filter(({ kind }) => kind === "block" || kind === "unblock"),
    overriddenBy,
  );
  const joins = pairs.filter(({ kind }) => kind === "join").toSorted(inTime);
  const splits = pairs.filter(({ kind }) => kind === "split");
  for (const [split, join] of chained(joins, splits)) overriddenBy.set(split, join);
  return { pairs: pairs.flatMap(pairOf), values: values.flatMap(valueOf), undoneBy, overriddenBy };
};
