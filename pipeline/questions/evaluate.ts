// Holds the stitching against a truth that somebody knows: pairs, B-cubed, and where it is wrong.
import type { EvaluateResult } from "../../models/results/identity.ts";
import { loadConfig } from "../config.ts";
import { onStore } from "../control/on-store.ts";
import { type IdentityContext, writeSettings } from "../stages/resolve/settings.ts";
import { dropAll, make } from "../stages/resolve/statements.ts";
import { normaliseValues } from "../stages/resolve/evidence/values.ts";
import type { Session } from "../warehouse/session.ts";
import { openExistingWorkspace } from "../workspace.ts";
import { judgeGroups } from "./evaluate/judge-groups.ts";
import { judgePairs } from "./evaluate/judge-pairs.ts";
import { readTruth, type TruthKind } from "./evaluate/read-truth.ts";

export interface EvaluateOptions {
  /** The configuration file. */
  readonly config: string;
  /**
   * A CSV file with the columns namespace, value, person or source, event_id, person; or of pairs: namespace_a, value_a,
   * namespace_b, value_b, is_same or source_a, event_id_a, source_b, event_id_b, is_same.
   */
  readonly truth: string;
}

/** How many examples of each kind of mistake are told. */
const examples = 20;

/** Leaves `id_judged`: what the truth names, as it is compared, with the profile that it stands in. */
const findJudged = async (
  session: Session,
  context: IdentityContext,
  units: TruthKind["units"],
): Promise<void> => {
  if (units === "identifiers") {
    const blocked = await writeSettings(session, context);
    await session.run(
      `create or replace temp table id_observed as
      select namespaces.namespace_order, named.part_b as value
      from id_named as named
      inner join cfg_identity_namespaces as namespaces on namespaces.namespace = named.part_a`,
    );
    await normaliseValues(session, blocked, context.config.identity.phone.default_country);
  }
  await make(session, `questions/evaluate/judged_${units}`);
  await session.run(`create or replace temp view id_judged as from id_judged_${units}`);
};

/** Evaluates a store that is open. Throws usage for a truth that cannot be read. */
export const evaluateIn = async (
  session: Session,
  context: IdentityContext,
  truth: string,
): Promise<EvaluateResult> => {
  const { units: judged, shape } = await readTruth(session, truth);
  await findJudged(session, context, judged);
  const { units, ...measured } =
    shape === "groups" ? await judgeGroups(session, examples) : await judgePairs(session, examples);
  const without_profile = await session.count(
    "select count(distinct unit) from id_judged where profile_id is null",
  );
  await dropAll(session);
  const all = { without_profile, ...measured };
  return judged === "identifiers" ? { identifiers: units, ...all } : { events: units, ...all };
};

/**
 * Counts pairs of identifiers (or of events) that the truth gives to one person, that stand in one profile, and
 * both; a truth of pairs is asked of its own pairs alone. What the truth gives to several persons is left out; what stands in no profile stands alone. Profiles
 * with several persons and persons in several profiles are told as examples, the worst first. Throws PolkuError.
 */
export const evaluate = (options: EvaluateOptions): Promise<EvaluateResult> =>
  onStore("identity.evaluate", { ...options }, () => evaluateHere(options));

const evaluateHere = async (options: EvaluateOptions): Promise<EvaluateResult> => {
  const loaded = await loadConfig(options.config);
  const workspace = await openExistingWorkspace(loaded);
  try {
    return await evaluateIn(workspace.warehouse.writer, loaded, options.truth);
  } finally {
    await workspace.close();
  }
};
