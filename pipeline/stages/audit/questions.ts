// What is asked of the tables: every query of sql/audits, and the checks that models state in their headers.
import { PolkuError } from "../../../models/errors.ts";
import type { Model } from "../../warehouse/models.ts";
import { type Check, parseHeader } from "../../warehouse/models/header.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import { sqlFilesWithin, sqlText } from "../../warehouse/sql-text.ts";

export interface Question {
  readonly name: string;
  /** `stop`: nothing may be published while it finds rows. */
  readonly severity: "stop" | "warn";
  /** Gives a row for each fault. */
  readonly sql: string;
  /** The law speaks of one profile at a time, so that it holds still for those that were not computed anew. */
  readonly isPerProfile: boolean;
  /** A condition that is true only where the law holds, and cheaper to know; null where none is known. */
  readonly proof: string | null;
}

const columnsOf = (model: Model, check: Check): string =>
  (check.of[0] === "grain" ? model.grain : check.of).map(quotedName).join(", ");

const checkSql = (model: Model, check: Check): string => {
  const table = quotedName(model.name);
  if (check.name === "unique") {
    const columns = columnsOf(model, check);
    return `select ${columns}, count(*) as times from ${table} group by ${columns} having count(*) > 1`;
  }
  return `select * from ${table} where ${faultOf(model, check)}`;
};

/** The condition of a faulty row. */
const faultOf = (model: Model, check: Check): string => {
  const [first = "", low = "", high = ""] = check.of;
  if (check.name === "not_null") {
    return check.of.map((column) => `${quotedName(column)} is null`).join(" or ");
  }
  if (check.name === "between") return `not ${quotedName(first)} between ${low} and ${high}`;
  throw new PolkuError("internal", {
    problem: `The model ${model.name} asks for ${check.name}, no known audit.`,
  });
};

/** As many digests as rows: no two rows are alike. Equal digests prove nothing, and then the rows are compared. */
const proofOf = (model: Model, check: Check): string => {
  const table = quotedName(model.name);
  return check.name === "unique"
    ? `(select count(distinct hash(${columnsOf(model, check)})) = count(*) from ${table})`
    : `not exists (from ${table} where ${faultOf(model, check)})`;
};

/** The checks of models: `unique`, `not_null`, `between`. */
export const questionsOfModels = (models: readonly Model[]): Question[] =>
  models.flatMap((model) =>
    model.checks.map((check) => ({
      name: `${model.name}_${check.name}_${check.of.join("_")}`,
      severity: "stop" as const,
      sql: checkSql(model, check),
      isPerProfile: model.kind === "profile",
      proof: proofOf(model, check),
    })),
  );

/** The queries of sql/audits; `kind: profile` in their header says that they speak of one profile at a time. */
export const questionsOfFiles = (): Question[] =>
  sqlFilesWithin("sql/audits").map((path) => {
    const sql = sqlText(path);
    const { name, severity, kind } = parseHeader(path, sql);
    return { name, severity, sql, isPerProfile: kind === "profile", proof: null };
  });
