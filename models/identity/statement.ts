// What people decide about identity: two identifiers are one person, or never are; a value says nothing of anybody, or
// does after all; and taking one of these back. Statements are evidence: they are added, never changed. And what the
// commands print of them.
import { z } from "zod";

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

const count = z.number().int().nonnegative();

const statedEffect = {
  /** Of the whole workspace. */
  profiles_before: count,
  profiles_after: count,
  /** Links that are refused now and were not before. */
  refused_links: count,
  /** Of the profiles that hold the named identifiers. */
  profile_ids_before: z.array(z.string()),
  profile_ids_after: z.array(z.string()),
  /** The snapshot that holds it; null where none does yet. */
  snapshot_id: z.string().nullable(),
  warnings: z.array(z.string()),
};

/** `polku identity join`, `split`, `block`, `unblock`, `undo`. */
export const statementResultSchema = z.object({ statement_id: z.string(), ...statedEffect });

/** `polku identity apply`: of the file's statements those that were new, and those that were there before. */
export const statementsResultSchema = z.object({
  statement_ids: z.array(z.string()),
  added: count,
  known: count,
  ...statedEffect,
});

/** `polku identity list`: a statement, and whether it holds. */
export const listedStatementSchema = z.object({
  statement_id: z.string(),
  kind: z.enum(statementKinds),
  /** As they are compared: two of a join and a split, one of a block and an unblock, none of an undo. */
  identifiers: z.array(z.object({ namespace: z.string(), value: z.string() })),
  /** Of an undo: what it takes back. */
  undoes: z.string().nullable(),
  author: z.string(),
  /** ISO with Z. */
  at: z.string(),
  reason: z.string(),
  /** The undo that took it back; null where none did. */
  undone_by: z.string().nullable(),
  /** The statement because of which it does not hold; null where it holds or was taken back. */
  overridden_by: z.string().nullable(),
});

export type StatementResult = z.output<typeof statementResultSchema>;
export type StatementsResult = z.output<typeof statementsResultSchema>;
export type ListedStatement = z.output<typeof listedStatementSchema>;
