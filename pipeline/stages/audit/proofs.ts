// Proofs that laws hold: queries of sql/proofs read a table once for several laws and give one row, a column for each
// audit. What is not proven is not broken: it is asked.
import { modelFailed } from "../../warehouse/models/model-failed.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import type { StageReporter } from "../../run/run-context.ts";
import type { Row, Session } from "../../warehouse/session.ts";
import { sqlFiles, sqlText } from "../../warehouse/sql-text.ts";
import type { Question } from "./questions.ts";

/** By the name of an audit, whether every proof that speaks of it holds. */
export type Verdicts = Map<string, boolean>;

/** The folders of sql/proofs: over one profile at a time, over all tables, and of what came since the last run. */
type ProofFolder = "profiles" | "tables" | "increments";

const verdictRow = async (session: Session, name: string, sql: string): Promise<Row> => {
  try {
    return (await session.row(sql)) ?? {};
  } catch (cause) {
    throw modelFailed(name, cause);
  }
};

/** Adds what the proofs of a folder say. Throws model_failed where one cannot be asked. */
export const prove = async (
  session: Session,
  reporter: StageReporter,
  folder: ProofFolder,
  verdicts: Verdicts,
): Promise<void> => {
  for (const path of sqlFiles(`sql/proofs/${folder}`)) {
    const name = path.replace(/^.*\/|\.sql$/g, "");
    const row = await verdictRow(session, name, sqlText(path));
    for (const [audit, holds] of Object.entries(row)) {
      verdicts.set(audit, holds === true && (verdicts.get(audit) ?? true));
    }
    reporter.part?.(name, 1);
  }
};

/** Adds what the questions' own proofs say of those that no other speaks of, in one statement. */
export const proveEach = async (
  session: Session,
  questions: readonly Question[],
  verdicts: Verdicts,
): Promise<void> => {
  const open = questions.filter(({ name, proof }) => proof !== null && !verdicts.has(name));
  const columns = open.map(({ name, proof }) => `${proof ?? "false"} as ${quotedName(name)}`);
  if (columns.length === 0) return;
  const row = await verdictRow(session, open[0]?.name ?? "", `select ${columns.join(", ")}`);
  for (const [audit, holds] of Object.entries(row)) verdicts.set(audit, holds === true);
};
