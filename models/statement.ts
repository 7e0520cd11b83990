// What people decide about identity: two identifiers are one person, or never are; a value says nothing of anybody, or
// does after all; and taking one of these back. Statements are evidence: they are added, never changed.

export const statementKinds = ["join", "split", "block", "unblock", "undo"] as const;
export type StatementKind = (typeof statementKinds)[number];

export interface StatedIdentifier {
  readonly namespace: string;
  /** As it is compared. */
  readonly value: string;
}

export interface StatementContent {
  readonly kind: StatementKind;
  /** Two of a join and a split, in the order of their names; one of a block and an unblock; none of an undo. */
  readonly identifiers: readonly StatedIdentifier[];
  /** Of an undo: the statement that it takes back; else null. */
  readonly undoes: string | null;
  /** Microseconds since 1970. */
  readonly at: bigint;
  readonly author: string;
  readonly reason: string;
}

export interface Statement extends StatementContent {
  /** A digest of the content: the same statement has the same id everywhere. */
  readonly statement_id: string;
}
