// Asks the tables whether the laws hold. A query that returns a row has found a fault; where a cheaper proof shows
// that there is none, it is not asked. Judges nothing: the run decides what a fault means.
import { faultPoint } from "../fault-point.ts";
import type { RunContext, StageReporter } from "../run/run-context.ts";
import { isIncrement } from "../run/unaudited.ts";
import { modelFailed } from "../warehouse/models/model-failed.ts";
import { loadModels, type Model } from "../warehouse/models.ts";
import type { Row, Session } from "../warehouse/session.ts";
import { prove, proveEach, type Verdicts } from "./audit/proofs.ts";
import { type Question, questionsOfFiles, questionsOfModels } from "./audit/questions.ts";
import { amongUnaudited } from "./audit/unaudited.ts";

export interface AuditResult {
  readonly name: string;
  /** `stop`: nothing may be published while it finds rows. */
  readonly severity: "stop" | "warn";
  readonly rows: number;
  /** The first few rows. They name sources, ids and labels; they are for files, not for logs. */
  readonly examples: readonly Row[];
}

const exampleCount = 5;

const ask = async (session: Session, { name, severity, sql }: Question): Promise<AuditResult> => {
  try {
    const found = await session.rows(
      `select *, count(*) over () as audit_rows from (${sql}\n) as audit limit ${exampleCount}`,
    );
    const rows = Number(found[0]?.["audit_rows"] ?? 0);
    return { name, severity, rows, examples: found.map(({ audit_rows: _count, ...example }) => example) };
  } catch (cause) {
    throw modelFailed(name, cause);
  }
};

type Answers = Map<string, AuditResult>;

/** Answers what is proven by the proof, and the rest by asking. */
const answer = async (
  session: Session,
  reporter: StageReporter,
  questions: readonly Question[],
  verdicts: Verdicts,
  answers: Answers,
): Promise<void> => {
  await proveEach(session, questions, verdicts);
  for (const question of questions) {
    const { name, severity } = question;
    const isProven = verdicts.get(name) === true;
    const result = isProven ? { name, severity, rows: 0, examples: [] } : await ask(session, question);
    answers.set(name, result);
    reporter.part?.(name, result.rows);
    faultPoint("audit");
  }
};

const answerAll = async (
  session: Session,
  reporter: StageReporter,
  models: readonly Model[],
  questions: readonly Question[],
): Promise<Answers> => {
  const verdicts: Verdicts = new Map();
  const answers: Answers = new Map();
  const ofProfiles = async (): Promise<void> => {
    await prove(session, reporter, "profiles", verdicts);
    await answer(
      session,
      reporter,
      questions.filter(({ isPerProfile }) => isPerProfile),
      verdicts,
      answers,
    );
  };
  // First: some of what is said of profiles holds only together with it.
  await prove(session, reporter, "tables", verdicts);
  if (await isIncrement(session)) {
    await amongUnaudited(session, models, ofProfiles);
    await prove(session, reporter, "increments", verdicts);
  } else await ofProfiles();
  await answer(
    session,
    reporter,
    questions.filter(({ isPerProfile }) => !isPerProfile),
    verdicts,
    answers,
  );
  return answers;
};

/**
 * Answers every audit in the writer's session, after build. Laws that speak of one profile at a time are asked of
 * the profiles that were built since the last published run; of all of them where everything was built.
 * Throws model_failed where one cannot be asked.
 */
export const audit = async (context: RunContext): Promise<AuditResult[]> => {
  const session = context.warehouse.writer;
  context.reporter.begin("audit", "models");
  const models = await loadModels(session);
  const questions = [...questionsOfFiles(), ...questionsOfModels(models)];
  const answers = await answerAll(session, context.reporter, models, questions);
  const results = questions.flatMap(({ name }) => answers.get(name) ?? []);
  context.reporter.advance(results.length, questions.length);
  context.reporter.end(results.reduce((sum, { rows }) => sum + rows, 0));
  return results;
};
