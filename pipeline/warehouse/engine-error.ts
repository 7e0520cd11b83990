// What DuckDB says when it fails, without the values it says it about.

/** DuckDB refused or broke off a statement. `message` holds no literal of the statement and no value of a row. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

const namesOnly = /^(Catalog|Binder|Parser) Error/;

/**
 * DuckDB's message without the excerpt of the statement and without quoted values. Double quotes are kept where
 * they hold names of tables and columns.
 */
export const withoutValues = (message: string): string => {
  const sentence = message.replace(/\n+LINE \d+:[\s\S]*$/, "").replace(/'(?:[^']|'')*'/g, "'…'");
  const masked = namesOnly.test(message) ? sentence : sentence.replace(/"[^"]*"/g, '"…"');
  return masked.replace(/[^\s"'@]+@[^\s"'@]+/g, "…").trim();
};

/** What went wrong, as `withoutValues`. */
export const problemIn = (error: unknown): string =>
  withoutValues(error instanceof Error ? error.message : String(error));

/** Runs `work`, and turns whatever it throws into an EngineError. */
export const engineErrors = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw new EngineError(problemIn(error), { cause: error });
  }
};
