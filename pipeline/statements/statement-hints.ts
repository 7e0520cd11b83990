// What someone who states something should know of it: identifiers that no event has carried yet, values that are no
// identifier, statements that give way to others. No value stands in it.
import type { StatedIdentifier, Statement } from "../../models/identity/statement.ts";
import { standing } from "../identity/statements.ts";
import type { Session } from "../warehouse/session.ts";
import type { ReadStatements } from "./statement-wishes.ts";

const nameOf = ({ namespace, value }: StatedIdentifier): string => JSON.stringify([namespace, value]);

/** Which of the named identifiers events have carried, and which were dropped from them. */
const seenOf = async (session: Session): Promise<{ seen: Set<string>; dropped: Set<string> }> => {
  const named =
    'semi join named_identifiers as named on named.namespace = known.namespace and named."value" = known."value"';
  const namesIn = async (table: string, further: string): Promise<Set<string>> => {
    const rows = await session.rows(
      `select known.namespace, known."value" from ${table} as known ${named} ${further}`,
    );
    return new Set(rows.map(({ namespace, value }) => JSON.stringify([namespace, value])));
  };
  return {
    seen: await namesIn("identifiers", "semi join identifier_facts as facts using (identifier_key)"),
    dropped: await namesIn("unusable_values", ""),
  };
};

const hintsOfOne = (
  statement: Statement,
  { seen, dropped }: { seen: ReadonlySet<string>; dropped: ReadonlySet<string> },
): string[] =>
  statement.identifiers.flatMap((identifier, index) => {
    const which =
      statement.identifiers.length === 1
        ? "The value"
        : index === 0
          ? "One identifier"
          : "The other identifier";
    if (seen.has(nameOf(identifier))) return [];
    if (dropped.has(nameOf(identifier))) {
      return statement.kind === "block" || statement.kind === "unblock"
        ? []
        : [
            `${which} (${identifier.namespace}) of ${statement.statement_id} is blocked, so that it holds for no event.`,
          ];
    }
    return [
      `${which} (${identifier.namespace}) of ${statement.statement_id} is in no event yet; ` +
        `the statement is kept and holds as soon as one carries it.`,
    ];
  });

const mostHints = 20;

/** Sentences, at most twenty and how many more there are. Needs the table that readEffect left. */
export const hintsOf = async (
  session: Session,
  { statements, stored }: ReadStatements,
  named: readonly StatedIdentifier[],
): Promise<string[]> => {
  const known =
    named.length === 0 ? { seen: new Set<string>(), dropped: new Set<string>() } : await seenOf(session);
  const { overriddenBy } = standing([...stored, ...statements]);
  const hints = statements.flatMap((statement) => {
    const winner = overriddenBy.get(statement.statement_id);
    const isOverridden =
      winner === undefined ? [] : [`${statement.statement_id} does not hold: ${winner} does.`];
    return [...hintsOfOne(statement, known), ...isOverridden];
  });
  const more = hints.length - mostHints;
  return more > 0 ? [...hints.slice(0, mostHints), `… and ${String(more)} more of this kind.`] : hints;
};
