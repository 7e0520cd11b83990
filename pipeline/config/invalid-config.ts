// The error for a configuration that is refused.
import { PolkuError } from "../../models/errors.ts";

const maxProblems = 50;

/** config_invalid with its problems, one a line; a great many of them are cut. */
export const invalidConfig = (file: string, problems: readonly string[]): PolkuError => {
  const shown = [...new Set(problems)].slice(0, maxProblems);
  const rest = problems.length > maxProblems ? ["… and more"] : [];
  return new PolkuError("config_invalid", { file, problems: [...shown, ...rest].join("\n") });
};
