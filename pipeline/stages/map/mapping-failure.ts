// Tells a mapping that is wrong from a machine that cannot go on.
import { PolkuError } from "../../../models/errors.ts";
import { withoutValues } from "../../warehouse/engine-error.ts";

/** DuckDB's errors that no change of a mapping would cure. */
const isOfTheEngine = /^(Out of Memory|IO|Interrupt|INTERNAL|FATAL|TransactionContext)/i;

/** Numbers may be values of a record; positions in the statement are of no use either. */
const withoutNumbers = (message: string): string =>
  /^(Catalog|Binder|Parser) Error/.test(message) ? message : message.replaceAll(/-?\d[\d.,:]*/g, "#");

/** DuckDB's first line about a statement that holds a mapping, without values, as an error of ours. */
export const mappingFailure = (
  error: unknown,
  { mapping, source, origin }: { mapping: string; source: string; origin: string },
): unknown => {
  if (error instanceof PolkuError || !(error instanceof Error)) return error;
  const [problem = ""] = withoutNumbers(withoutValues(error.message)).split("\n");
  return isOfTheEngine.test(error.message)
    ? new PolkuError("model_failed", { model: mapping, problem }, { cause: error })
    : new PolkuError("mapping_failed", { mapping, source, origin, problem }, { cause: error });
};
