// Holds the stitching against a truth that somebody knows: pairwise precision and recall, and where it is wrong.
import { PolkuError } from "../../models/errors.ts";
import type { EvaluateResult } from "../../models/results.ts";
import { loadConfig } from "../config.ts";
import { pairMeasures } from "../identity/pair-measures.ts";
import { type IdentityContext, writeSettings } from "../stages/resolve/settings.ts";
import { dropAll, make } from "../stages/resolve/statements.ts";
import { normaliseValues } from "../stages/resolve/values.ts";
import type { Session } from "../warehouse/session.ts";
import { openExistingWorkspace } from "../workspace.ts";

export interface EvaluateOptions {
  /** The configuration file. */
  readonly config: string;
  /** A CSV file with the columns namespace, value, person or source, event_id, person. */
  readonly truth: string;
}

/** How many examples of each kind of mistake are told. */
const examples = 20;

const kinds = {
  identifiers: ["namespace", "value", "person"],
  events: ["source", "event_id", "person"],
} as const;

type Kind = keyof typeof kinds;

const openTruth = async (session: Session, file: string): Promise<string[]> => {
  try {
    await session.run(
      `create or replace temp table id_truth as
      select * from read_csv($1, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`,
      [file],
    );
  } catch (cause) {
    throw new PolkuError("usage", { problem: `The truth ${file} cannot be read as a CSV file.` }, { cause });
  }
  const columns = await session.rows(
    "select column_name from duckdb_columns() where table_name = 'id_truth' and internal = false",
  );
  return columns.flatMap(({ column_name }) => (typeof column_name === "string" ? [column_name] : []));
};

const kindOf = (file: string, columns: readonly string[]): Kind => {
  const has = (kind: Kind): boolean => kinds[kind].every((column) => columns.includes(column));
  if (has("identifiers")) return "identifiers";
  if (has("events")) return "events";
  throw new PolkuError("usage", {
    problem: `The truth ${file} needs the columns namespace, value, person or source, event_id, person.`,
  });
};

/** `id_units`: what the truth names, each with its person and the profile it stands in. */
const findUnits = async (session: Session, context: IdentityContext, kind: Kind): Promise<void> => {
  if (kind === "identifiers") {
    const blocked = await writeSettings(session, context);
    await session.run(
      `create or replace temp table id_observed as
      select distinct namespaces.namespace_order, truth.value
      from id_truth as truth
      inner join cfg_identity_namespaces as namespaces using (namespace)
      where truth.value is not null`,
    );
    await normaliseValues(session, blocked, context.config.identity.phone.default_country);
  }
  await make(session, `evaluate/true_${kind}`);
  await session.run(
    `create or replace temp table id_units as select unit, person, profile_id from id_true_${kind}`,
  );
};

/** Reads a list that SQL gave as JSON. */
const texts = (value: unknown): string[] => {
  const list: unknown = typeof value === "string" ? JSON.parse(value) : [];
  return Array.isArray(list) ? list.map(String) : [];
};

const mistakes = async (session: Session): Promise<Pick<EvaluateResult, "over_merged" | "under_merged">> => {
  await make(session, "evaluate/over_merged", [examples]);
  await make(session, "evaluate/under_merged", [examples]);
  const over = await session.rows("from id_over_merged");
  const under = await session.rows("from id_under_merged");
  return {
    over_merged: over.map(({ profile_id, names }) => ({
      profile_id: typeof profile_id === "string" ? profile_id : "",
      persons: texts(names),
    })),
    under_merged: under.map(({ person, names }) => ({
      person: typeof person === "string" ? person : "",
      profile_ids: texts(names),
    })),
  };
};

/** Evaluates a store that is open. Throws usage for a truth that cannot be read. */
export const evaluateIn = async (
  session: Session,
  context: IdentityContext,
  truth: string,
): Promise<EvaluateResult> => {
  const kind = kindOf(truth, await openTruth(session, truth));
  await findUnits(session, context, kind);
  await make(session, "evaluate/pair_counts");
  const row = await session.row("from id_pair_counts");
  const count = (name: string): number => Number(row?.[name] ?? 0);
  const counts = {
    true_pairs: count("true_pairs"),
    predicted_pairs: count("predicted_pairs"),
    correct_pairs: count("correct_pairs"),
  };
  const measured = { ...counts, ...pairMeasures(counts), ...(await mistakes(session)) };
  await dropAll(session);
  return kind === "identifiers"
    ? { identifiers: count("units"), ...measured }
    : { events: count("units"), ...measured };
};

/**
 * Counts pairs of identifiers (or of events) that the truth gives to one person, that stand in one profile, and
 * both. What the truth gives to several persons is left out; what stands in no profile stands alone. Profiles
 * with several persons and persons in several profiles are told as examples, the worst first. Throws PolkuError.
 */
export const evaluate = async (options: EvaluateOptions): Promise<EvaluateResult> => {
  const loaded = await loadConfig(options.config);
  const workspace = await openExistingWorkspace(loaded);
  try {
    return await evaluateIn(workspace.warehouse.writer, loaded, options.truth);
  } finally {
    await workspace.close();
  }
};
