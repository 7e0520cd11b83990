// Statements without a time are said now, one after the other: of two in one file that contradict each other the second
// holds, and a file that is read twice states nothing twice.
import type { Statement, StatementKind } from "../../models/identity/statement.ts";
import { standing, statementOf } from "../identity/statements.ts";

const namesOf = ({ identifiers }: Statement): string =>
  JSON.stringify(identifiers.map(({ namespace, value }) => [namespace, value]));

const wordsOf = (statement: Statement): string =>
  JSON.stringify([statement.kind, namesOf(statement), statement.author, statement.reason]);

/** What was stated before. */
export class StatedBefore {
  readonly ids: ReadonlySet<string>;
  readonly #undoneBy: ReadonlyMap<string, string>;
  readonly #open: ReadonlyMap<string, Statement>;
  readonly #latest: ReadonlyMap<string, Statement>;

  constructor(readonly stored: readonly Statement[]) {
    const byId = new Map(stored.map((statement) => [statement.statement_id, statement]));
    const { undoneBy, overriddenBy } = standing(stored);
    const open = stored.filter(({ kind, statement_id }) => kind !== "undo" && !undoneBy.has(statement_id));
    // A split that gives way to a chain of joins was not contradicted: to say it again would change nothing.
    const isLatest = (statement: Statement): boolean => {
      const winner = byId.get(overriddenBy.get(statement.statement_id) ?? "");
      return winner === undefined || namesOf(winner) !== namesOf(statement);
    };
    this.ids = new Set(byId.keys());
    this.#undoneBy = undoneBy;
    this.#open = new Map(open.map((one) => [wordsOf(one), one]));
    this.#latest = new Map(open.filter(isLatest).map((one) => [wordsOf(one), one]));
  }

  /** The same words, not taken back, nor contradicted by a later statement about the same identifiers. */
  latest(statement: Statement): Statement | undefined {
    return this.#latest.get(wordsOf(statement));
  }

  /** The same words, not taken back. */
  open(statement: Statement): Statement | undefined {
    return this.#open.get(wordsOf(statement));
  }

  undoOf(statementId: string): string | undefined {
    return this.#undoneBy.get(statementId);
  }
}

interface Drawn {
  readonly statement: Statement;
  /** False: no time was given, so that it is said now. */
  readonly isTimed: boolean;
}

/** How far the statements about one thing have come. */
interface Turn {
  readonly kind: StatementKind;
  readonly step: bigint;
  readonly newKinds: ReadonlySet<StatementKind>;
}

const stepMicros = 1000n;

/** Each as it was stated before in the same words, or as new: a millisecond later than what it contradicts. */
export const saidInTurn = (drawn: readonly Drawn[], before: StatedBefore): Statement[] => {
  const untimed = drawn.filter(({ isTimed }) => !isTimed);
  const lastKinds = new Map(untimed.map(({ statement }) => [namesOf(statement), statement.kind]));
  const turns = new Map<string, Turn>();
  const say = (statement: Statement): Statement => {
    const { kind } = statement;
    const names = namesOf(statement);
    const turn = turns.get(names) ?? { kind, step: 0n, newKinds: new Set<StatementKind>() };
    const known = lastKinds.get(names) === kind ? before.latest(statement) : before.open(statement);
    const isContradicted = [...turn.newKinds].some((other) => other !== kind);
    if (known !== undefined && !isContradicted) {
      turns.set(names, { ...turn, kind });
      return known;
    }
    const step = turn.kind === kind ? turn.step : turn.step + 1n;
    turns.set(names, { kind, step, newKinds: new Set([...turn.newKinds, kind]) });
    return step === 0n ? statement : statementOf({ ...statement, at: statement.at + step * stepMicros });
  };
  return drawn.map(({ statement, isTimed }) =>
    isTimed || statement.kind === "undo" ? statement : say(statement),
  );
};
