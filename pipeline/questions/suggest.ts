// Which limits the data itself suggests: how many values a person has, how many persons a value, by namespace.
import { stringify } from "yaml";
import type { SuggestResult } from "../../models/results/identity.ts";
import { loadConfig } from "../config.ts";
import { onStore } from "../control/on-store.ts";
import { type IdentityContext, orderedRules, writeSettings } from "../stages/resolve/settings.ts";
import { dropAll, make } from "../stages/resolve/statements.ts";
import { plainText } from "../warehouse/plain-value.ts";
import type { Row, Session } from "../warehouse/session.ts";
import { openExistingWorkspace } from "../workspace.ts";

export interface SuggestOptions {
  /** The configuration file. */
  readonly config: string;
}

type Suggestion = SuggestResult["namespaces"][number];
type Spread = NonNullable<Suggestion["values_per_person"]["seen"]>;

const rule =
  "The 99.9th percentile of what events show before any guard: the smallest whole number that all but one in a thousand keep. " +
  "Of fewer than a thousand that is the most there is.";

const spreadOf = (row: Row | undefined): Spread | null =>
  row === undefined
    ? null
    : {
        counted: Number(row["counted"]),
        p50: Number(row["p50"]),
        p90: Number(row["p90"]),
        p99: Number(row["p99"]),
        p999: Number(row["p999"]),
        most: Number(row["most"]),
      };

/** Kinds that limits are for: a token stands for one visit or order, and joins nobody by being shared. */
const isLimited = (kind: string): boolean => kind === "person" || kind === "device";

/** Suggests out of a store that is open. */
export const suggestIn = async (session: Session, context: IdentityContext): Promise<SuggestResult> => {
  await writeSettings(session, context);
  await make(session, "questions/suggest/seen_together");
  await make(session, "questions/suggest/spreads");
  const spreads = new Map(
    (await session.rows("from id_spreads")).map((row) => [
      `${String(Number(row["namespace_order"]))} ${plainText(row["side"])} ${plainText(row["source"])}`,
      row,
    ]),
  );
  await dropAll(session);
  const both = (order: number, side: string) => ({
    resolved: spreadOf(spreads.get(`${String(order)} ${side} resolved`)),
    seen: spreadOf(spreads.get(`${String(order)} ${side} seen`)),
  });
  const namespaces = orderedRules(context.namespaces).map((known, order): Suggestion => {
    const values = both(order, "values_per_person");
    const persons = both(order, "persons_per_value");
    const suggested = ({ seen }: Suggestion["values_per_person"]): number | null =>
      isLimited(known.kind) ? (seen?.p999 ?? null) : null;
    return {
      namespace: known.namespace,
      kind: known.kind,
      values_per_person: values,
      persons_per_value: persons,
      limit: { configured: known.limit, suggested: suggested(values) },
      max_profiles: { configured: known.max_profiles, suggested: suggested(persons) },
    };
  });
  return {
    rule,
    namespaces: namespaces.filter(({ persons_per_value: { resolved, seen } }) => (resolved ?? seen) !== null),
  };
};

/** What is suggested as a part of a configuration. */
export const suggestedYaml = ({ namespaces }: SuggestResult): string => {
  const given = namespaces.flatMap(({ namespace, limit, max_profiles }) => {
    const entries = Object.entries({ limit: limit.suggested, max_profiles: max_profiles.suggested });
    const found = entries.filter(([, value]) => value !== null);
    return found.length === 0 ? [] : [[namespace, Object.fromEntries(found)] as const];
  });
  return stringify({ identity: { namespaces: Object.fromEntries(given) } });
};

/**
 * Per namespace the values that a person has and the persons that a value has, as resolved now and as seen on events
 * before guards, and the limits they suggest beside those configured. Throws PolkuError.
 */
export const suggest = ({ config }: SuggestOptions): Promise<SuggestResult> =>
  onStore("identity.suggest", { config }, () => suggestHere(config));

const suggestHere = async (config: string): Promise<SuggestResult> => {
  const loaded = await loadConfig(config);
  const workspace = await openExistingWorkspace(loaded);
  try {
    return await suggestIn(workspace.warehouse.writer, loaded);
  } finally {
    await workspace.close();
  }
};
