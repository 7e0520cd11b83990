// What someone wants to state, as given on the command line, by a program or in a file → statements: identifiers as they
// are compared, every mistake named by its place. No value of an identifier stands in a message.
import { userInfo } from "node:os";
import {
  type StatedIdentifier,
  type Statement,
  type StatementKind,
  statementKinds,
} from "../../models/identity/statement.ts";
import { nearest, suggestion } from "../config/nearest.ts";
import { statementOf } from "../identity/statements.ts";
import { instantOf } from "../run/data-end.ts";
import type { IdentityContext } from "../stages/resolve/settings.ts";
import type { Session } from "../warehouse/session.ts";
import { eachOf, Mistake } from "./mistakes.ts";
import { comparedValues } from "./compared-values.ts";
import { saidInTurn, StatedBefore } from "./said-in-turn.ts";
import { readStatements } from "./statement-rows.ts";

export interface StatementWish {
  readonly kind: string;
  /** As typed; two of a join and a split, one of a block and an unblock. */
  readonly identifiers?: readonly StatedIdentifier[] | undefined;
  /** Of an undo: the id of what it takes back. */
  readonly undoes?: string | null | undefined;
  readonly reason?: string | undefined;
  /** ISO with Z; default now. */
  readonly at?: string | undefined;
  /** Default: the user of the operating system. */
  readonly author?: string | undefined;
  /** Where it was stated before: must be that of its content. */
  readonly statement_id?: string | undefined;
  readonly undone_by?: string | null | undefined;
}

export const systemUser = (): string => {
  try {
    return userInfo().username;
  } catch {
    // The user of a container may have no name.
    return "unknown";
  }
};

const wanted: Readonly<Record<StatementKind, number>> = { join: 2, split: 2, block: 1, unblock: 1, undo: 0 };

const kindOf = ({ kind }: StatementWish): StatementKind => {
  const found = statementKinds.find((known) => known === kind);
  if (found === undefined)
    throw new Mistake(`the kind ${kind} is unknown; ${suggestion(kind, statementKinds)}`);
  return found;
};

const refuseUnknownNamespaces = (wish: StatementWish, known: readonly string[]): void => {
  for (const { namespace } of wish.identifiers ?? []) {
    if (known.includes(namespace)) continue;
    const likely = suggestion(namespace, known);
    throw new Mistake(`the namespace ${namespace} is not configured; ${likely}`);
  }
};

const refuseIncomplete = (wish: StatementWish, kind: StatementKind): void => {
  const given = wish.identifiers?.length ?? 0;
  if (given !== wanted[kind]) {
    throw new Mistake(
      `a statement of kind ${kind} names ${String(wanted[kind])} identifiers, not ${String(given)}`,
    );
  }
  if ((kind === "join" || kind === "split") && (wish.reason ?? "").trim() === "") {
    throw new Mistake(`a ${kind} needs a reason (--reason), for those who ask later`);
  }
  if (kind === "undo" && (wish.undoes ?? "") === "")
    throw new Mistake("an undo names the statement that it takes back");
};

const instantFrom = (wish: StatementWish, now: bigint): bigint => {
  if (wish.at === undefined) return now;
  try {
    return instantOf(wish.at, "at");
  } catch {
    throw new Mistake(`the time ${wish.at} cannot be read; write it as 2026-03-31T08:00:00Z`);
  }
};

const contentOf = (wish: StatementWish, identifiers: readonly StatedIdentifier[], now: bigint): Statement => {
  const statement = statementOf({
    kind: kindOf(wish),
    identifiers,
    undoes: wish.undoes ?? null,
    at: instantFrom(wish, now),
    author: (wish.author ?? "").trim() === "" ? systemUser() : (wish.author ?? "").trim(),
    reason: (wish.reason ?? "").trim(),
  });
  if (wish.statement_id !== undefined && wish.statement_id !== statement.statement_id) {
    throw new Mistake(
      `its statement_id is not that of its content: it was changed after it was stated, or is compared in another way ` +
        `under this configuration. Leave statement_id out to state it anew`,
    );
  }
  return statement;
};

const isSameName = ([one, other]: readonly StatedIdentifier[]): boolean =>
  one !== undefined && one.namespace === other?.namespace && one.value === other.value;

/** Refuses undos of what is not there, and of what was taken back already. */
const refuseUndo = (
  wish: StatementWish,
  { statement_id, undoes }: Statement,
  known: ReadonlySet<string>,
  before: StatedBefore,
): void => {
  if (undoes === null) return;
  if (!known.has(undoes)) {
    const near = nearest(undoes, [...known]);
    const likely = near === undefined ? "`polku identity list` names them" : `did you mean ${near}?`;
    throw new Mistake(`there is no statement ${undoes}; ${likely}`);
  }
  const undo = before.undoOf(undoes);
  if (undo === undefined || wish.statement_id !== undefined || before.ids.has(statement_id)) return;
  throw new Mistake(
    `the statement ${undoes} was taken back already, by ${undo}; \`polku identity undo ${undo}\` lets it hold again`,
  );
};

const refuseLostUndo = ({ undone_by }: StatementWish, all: ReadonlySet<string>): void => {
  if (undone_by === undefined || undone_by === null || all.has(undone_by)) return;
  throw new Mistake(
    `${undone_by}, which took it back, is missing: add it, or leave undone_by out to let it hold`,
  );
};

export interface ReadStatements {
  /** In the order given, with those that were there before. */
  readonly statements: readonly Statement[];
  /** Those of them that are new. */
  readonly added: readonly Statement[];
  readonly stored: readonly Statement[];
}

/**
 * Makes statements of wishes. `placeOf` names each in messages; nothing is said where it is empty. Throws usage with
 * everything that is wrong; nothing is stored here.
 */
export const readWishes = async (
  session: Session,
  context: IdentityContext,
  wishes: readonly StatementWish[],
  placeOf: (index: number) => string = () => "",
): Promise<ReadStatements> => {
  const now = BigInt(Date.now()) * 1000n;
  const known = context.namespaces.map(({ namespace }) => namespace);
  const drafts = wishes.map((wish, index) => ({ wish, place: placeOf(index) }));
  eachOf(drafts, ({ wish }) => {
    const kind = kindOf(wish);
    refuseUnknownNamespaces(wish, known);
    refuseIncomplete(wish, kind);
  });
  const compared = await comparedValues(
    session,
    context,
    wishes.flatMap(({ identifiers }) => identifiers ?? []),
  );
  const before = new StatedBefore(await readStatements(session));
  const drawn = eachOf(drafts, ({ wish }) => {
    const identifiers = (wish.identifiers ?? []).map((identifier) => {
      const value = compared(identifier);
      if (value === null)
        throw new Mistake(`the value of ${identifier.namespace} is malformed, so that no event can carry it`);
      return { namespace: identifier.namespace, value };
    });
    if (isSameName(identifiers)) throw new Mistake("both identifiers are the same one");
    return { statement: contentOf(wish, identifiers, now), isTimed: wish.at !== undefined };
  });
  const said = saidInTurn(drawn, before);
  const ids = new Set([...before.ids, ...said.map(({ statement_id }) => statement_id)]);
  const statements = eachOf(drafts, ({ wish }, index) => {
    const statement = said[index];
    if (statement === undefined) throw new Mistake("it cannot be read");
    refuseUndo(wish, statement, ids, before);
    refuseLostUndo(wish, ids);
    return statement;
  });
  const added = statements.filter(({ statement_id }) => !before.ids.has(statement_id));
  return { statements, added, stored: before.stored };
};
