// Asks the tables whether the laws hold: every query of sql/audits, and the checks that models state in their
// headers. A query that returns a row has found a fault. Judges nothing: the run decides what a fault means.
import { PolkuError } from "../../models/errors.ts";
import { faultPoint } from "../fault-point.ts";
import type { RunContext } from "../run/run-context.ts";
import { withoutValues } from "../warehouse/engine-error.ts";
import { loadModels, type Model } from "../warehouse/models.ts";
import { type Check, parseHeader } from "../warehouse/models/header.ts";
import { quotedName } from "../warehouse/quoting.ts";
import type { Row, Session } from "../warehouse/session.ts";
import { sqlFilesWithin, sqlText } from "../warehouse/sql-text.ts";

export interface AuditResult {
  readonly name: string;
  /** `stop`: nothing may be published while it finds rows. */
  readonly severity: "stop" | "warn";
  readonly rows: number;
  /** The first few rows. They name sources, ids and labels; they are for files, not for logs. */
  readonly examples: readonly Row[];
}

interface Question {
  readonly name: string;
  readonly severity: "stop" | "warn";
  readonly sql: string;
}

const exampleCount = 5;

const checkSql = (model: Model, check: Check): string => {
  const table = quotedName(model.name);
  const [first = "", low = "", high = ""] = check.of;
  const columns = (first === "grain" ? model.grain : check.of).map(quotedName).join(", ");
  if (check.name === "unique") {
    return `select ${columns}, count(*) as times from ${table} group by ${columns} having count(*) > 1`;
  }
  if (check.name === "not_null") {
    return `select * from ${table} where ${check.of.map((column) => `${quotedName(column)} is null`).join(" or ")}`;
  }
  if (check.name === "between") {
    return `select * from ${table} where not ${quotedName(first)} between ${low} and ${high}`;
  }
  throw new PolkuError("internal", {
    problem: `The model ${model.name} asks for ${check.name}, no known audit.`,
  });
};

const questionsOfModels = (models: readonly Model[]): Question[] =>
  models.flatMap((model) =>
    model.checks.map((check) => ({
      name: `${model.name}_${check.name}_${check.of.join("_")}`,
      severity: "stop" as const,
      sql: checkSql(model, check),
    })),
  );

const questionsOfFiles = (): Question[] =>
  sqlFilesWithin("sql/audits").map((path) => {
    const sql = sqlText(path);
    const { name, severity } = parseHeader(path, sql);
    return { name, severity, sql };
  });

const ask = async (session: Session, { name, severity, sql }: Question): Promise<AuditResult> => {
  try {
    const found = await session.rows(
      `select *, count(*) over () as audit_rows from (${sql}\n) as audit limit ${exampleCount}`,
    );
    const rows = Number(found[0]?.["audit_rows"] ?? 0);
    return { name, severity, rows, examples: found.map(({ audit_rows: _count, ...example }) => example) };
  } catch (cause) {
    const problem = withoutValues(cause instanceof Error ? cause.message : String(cause));
    throw new PolkuError("model_failed", { model: name, problem }, { cause });
  }
};

/** Runs every audit in the writer's session, after build. Throws model_failed where one cannot be asked. */
export const audit = async (context: RunContext): Promise<AuditResult[]> => {
  const session = context.warehouse.writer;
  context.reporter.begin("audit", "models");
  const questions = [...questionsOfFiles(), ...questionsOfModels(await loadModels(session))];
  const results: AuditResult[] = [];
  for (const question of questions) {
    const result = await ask(session, question);
    results.push(result);
    context.reporter.part?.(result.name, result.rows);
    faultPoint("audit");
    context.reporter.advance(results.length, questions.length);
  }
  context.reporter.end(results.reduce((sum, { rows }) => sum + rows, 0));
  return results;
};
