// What someone who states something should know of it: identifiers that no event has carried yet, values that are no
// identifier, statements that give way to others. No value stands in it.
import type { StatedIdentifier, Statement } from "../../models/identity/statement.ts";
import { standing } from "../identity/statements.ts";
import type { IdentityContext } from "../stages/resolve/settings.ts";
import type { Session } from "../warehouse/session.ts";
import type { ReadStatements } from "./statement-wishes.ts";

const nameOf = ({ namespace, value }: StatedIdentifier): string => JSON.stringify([namespace, value]);

interface Known {
  /** Names that events have carried. */
  readonly seen: ReadonlySet<string>;
  /** Names that were dropped from events. */
  readonly dropped: ReadonlySet<string>;
  /** Namespaces whose values are no identifiers. */
  readonly households: ReadonlySet<string>;
}

const seenOf = async (session: Session): Promise<Omit<Known, "households">> => {
  const named =
    'semi join named_identifiers as named on named.namespace = known.namespace and named."value" = known."value"';
  const namesIn = async (table: string, further: string): Promise<Set<string>> => {
    const rows = await session.rows(
      `select known.namespace, known."value" from ${table} as known ${named} ${further}`,
    );
    return new Set(rows.map(({ namespace, value }) => JSON.stringify([namespace, value])));
  };
  const carried = await namesIn("identifiers", "semi join identifier_facts as facts using (identifier_key)");
  return {
    seen: new Set([...carried, ...(await namesIn("household_values", ""))]),
    dropped: await namesIn("unusable_values", ""),
  };
};

const hintsOfOne = (statement: Statement, { seen, dropped, households }: Known): string[] =>
  statement.identifiers.flatMap((identifier, index) => {
    const which =
      statement.identifiers.length === 1
        ? "The value"
        : index === 0
          ? "One identifier"
          : "The other identifier";
    const isOfPair = statement.kind === "join" || statement.kind === "split";
    if (isOfPair && households.has(identifier.namespace)) {
      return [
        `${which} (${identifier.namespace}) of ${statement.statement_id} is of a household, which is no identifier, ` +
          `so that it holds for nobody.`,
      ];
    }
    if (seen.has(nameOf(identifier))) return [];
    if (dropped.has(nameOf(identifier))) {
      return isOfPair
        ? [
            `${which} (${identifier.namespace}) of ${statement.statement_id} is blocked, so that it holds for no event.`,
          ]
        : [];
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
  { namespaces }: Pick<IdentityContext, "namespaces">,
  { statements, stored }: ReadStatements,
  named: readonly StatedIdentifier[],
): Promise<string[]> => {
  const households = namespaces.filter(({ kind }) => kind === "household");
  const known = {
    ...(named.length === 0 ? { seen: new Set<string>(), dropped: new Set<string>() } : await seenOf(session)),
    households: new Set(households.map(({ namespace }) => namespace)),
  };
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
