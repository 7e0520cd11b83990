// Stating: joins, splits, blocked and freed values, undos. Each is a row of the store, resolved in the transaction that
// adds it, and published as of the end of data of the current snapshot.
import type {
  StatedIdentifier,
  Statement,
  StatementResult,
  StatementsResult,
} from "../../models/identity/statement.ts";
import { type LoadedConfig, loadConfig } from "../config.ts";
import { onStore } from "../control/on-store.ts";
import { walkFromStatements } from "../run.ts";
import type { RunContext, StageReporter } from "../run/run-context.ts";
import { readEffect, rememberRefusals } from "./effect.ts";
import { readStatementFile } from "./statement-file.ts";
import { readWishes, type ReadStatements, type StatementWish, systemUser } from "./statement-wishes.ts";
import { hintsOf } from "./statement-hints.ts";

export interface StatingOptions {
  /** The configuration file. */
  readonly config: string;
  /** Why; needed for joins and splits. */
  readonly reason?: string | undefined;
  /** ISO with Z; default now. */
  readonly at?: string | undefined;
  /** Who decided; default the user of the operating system. */
  readonly author?: string | undefined;
  /** False: resolved, but not published; the next run does. */
  readonly isPublished?: boolean | undefined;
  /** Told how far each stage is. */
  readonly reporter?: StageReporter | undefined;
}

export type Pair = readonly [one: StatedIdentifier, other: StatedIdentifier];

/** Whoever does the work for someone, it is theirs. */
const signed = ({ author = systemUser(), ...options }: StatingOptions): StatingOptions => ({
  ...options,
  author,
});

interface Stated extends ReadStatements {
  readonly result: Omit<StatementsResult, "snapshot_id" | "warnings">;
  readonly hints: readonly string[];
}

const namedBy = (statements: readonly Statement[], stored: readonly Statement[]): StatedIdentifier[] => {
  const byId = new Map([...stored, ...statements].map((statement) => [statement.statement_id, statement]));
  const origin = (statement: Statement): readonly StatedIdentifier[] => {
    const target = statement.undoes === null ? undefined : byId.get(statement.undoes);
    return target === undefined ? statement.identifiers : origin(target);
  };
  return statements.flatMap(origin);
};

const decideOn =
  (wishes: readonly StatementWish[], placeOf?: (index: number) => string) =>
  async (
    context: RunContext,
    state: (statements: readonly Statement[]) => Promise<void>,
  ): Promise<Stated> => {
    const { writer } = context.warehouse;
    const read = await readWishes(writer, context, wishes, placeOf);
    const named = namedBy(read.statements, read.stored);
    const before = await readEffect(writer, named);
    await rememberRefusals(writer);
    if (read.added.length > 0) await state(read.added);
    const after = await readEffect(writer, named);
    return {
      ...read,
      hints: await hintsOf(writer, context, read, named),
      result: {
        statement_ids: read.statements.map(({ statement_id }) => statement_id),
        added: read.added.length,
        known: read.statements.length - read.added.length,
        profiles_before: before.profiles,
        profiles_after: after.profiles,
        refused_links: after.newlyRefused,
        profile_ids_before: [...before.profileIds],
        profile_ids_after: [...after.profileIds],
      },
    };
  };

const stateAll = async (
  loaded: LoadedConfig,
  { isPublished = true, reporter }: Pick<StatingOptions, "isPublished" | "reporter">,
  wishes: readonly StatementWish[],
  placeOf?: (index: number) => string,
): Promise<StatementsResult> => {
  const decide = decideOn(wishes, placeOf);
  const { decided, snapshotId, warnings } = await walkFromStatements(loaded, {
    reporter,
    isPublished,
    decide,
  });
  const unpublished =
    snapshotId === null ? ["It is in no snapshot yet: the next `polku run` publishes what follows."] : [];
  return {
    ...decided.result,
    snapshot_id: snapshotId,
    warnings: [...decided.hints, ...unpublished, ...warnings],
  };
};

/** States one thing. Throws usage where it is a mistake. */
export const stateOne = (options: StatingOptions, wish: StatementWish): Promise<StatementResult> =>
  onStore("identity.state", { ...signed(options), wish }, () => stateOneHere(options, wish));

const stateOneHere = async (options: StatingOptions, wish: StatementWish): Promise<StatementResult> => {
  const { reason, at, author } = options;
  const loaded = await loadConfig(options.config);
  const stated = await stateAll(loaded, options, [{ ...wish, reason, at, author }]);
  const { statement_ids, added, known: _, warnings, ...rest } = stated;
  const hints = added === 0 ? ["This was stated before in the same words."] : [];
  return { statement_id: statement_ids[0] ?? "", ...rest, warnings: [...hints, ...warnings] };
};

/** The two are one person, whatever limits and events say, until a later split of the pair. */
export const joinIdentifiers = (identifiers: Pair, options: StatingOptions): Promise<StatementResult> =>
  stateOne(options, { kind: "join", identifiers });

/** The two are never one person, whatever chain of links leads from one to the other, until a later join of the pair. */
export const splitIdentifiers = (identifiers: Pair, options: StatingOptions): Promise<StatementResult> =>
  stateOne(options, { kind: "split", identifiers });

/** A value that says nothing of anybody: it is dropped from every event, past and to come. */
export const blockValue = (value: StatedIdentifier, options: StatingOptions): Promise<StatementResult> =>
  stateOne(options, { kind: "block", identifiers: [value] });

/** Lets exactly this value through, whether a statement or the configuration blocks it. */
export const unblockValue = (value: StatedIdentifier, options: StatingOptions): Promise<StatementResult> =>
  stateOne(options, { kind: "unblock", identifiers: [value] });

/** Takes a statement back: what holds is what today's evidence gives without it. */
export const undoStatement = (statementId: string, options: StatingOptions): Promise<StatementResult> =>
  stateOne(options, { kind: "undo", undoes: statementId });

/** States what a file holds, all of it or, where anything is wrong in it, nothing. What was stated before is left. */
export const applyStatements = async (file: string, options: StatingOptions): Promise<StatementsResult> =>
  applyWishes(await readStatementFile(file), file, options);

/** As applyStatements, of what was read from a file; the file only has its name in messages. */
export const applyWishes = (
  wishes: readonly StatementWish[],
  file: string,
  options: StatingOptions,
): Promise<StatementsResult> =>
  onStore("identity.apply", { ...signed(options), wishes, file }, async () => {
    const loaded = await loadConfig(options.config);
    const { reason, at, author } = options;
    const given = Object.fromEntries(
      Object.entries({ reason, at, author }).filter(([, value]) => value !== undefined),
    );
    const all = wishes.map((wish) => ({ ...given, ...wish }));
    return stateAll(loaded, options, all, (index) => `${file}, statement ${String(index + 1)}`);
  });
