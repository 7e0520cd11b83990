// The touchpoints before, between or after the steps of a funnel, of those who got so far or dropped out there. Where
// the steps were taken is told by the funnel itself.
import { type FunnelDefinition, funnelDefinition } from "../../../models/analyses/funnel-definition.ts";
import type { PathsDefinition } from "../../../models/analyses/paths-definition.ts";
import { PolkuError } from "../../../models/errors.ts";
import { suggestionSentence } from "../../config/nearest.ts";
import { type FoundAttempts, funnelAttempts } from "../funnels/funnel-attempts.ts";
import type { Touchpoints } from "../source/load-touchpoints.ts";
import type { AnalysisSource } from "../source/open-source.ts";

type FunnelPart = NonNullable<PathsDefinition["funnel"]>;

const usage = (problem: string): PolkuError => new PolkuError("usage", { problem });

const definitionOf = ({ loaded }: AnalysisSource, { of }: FunnelPart): FunnelDefinition => {
  if (typeof of !== "string") return of;
  const { funnels } = loaded.config;
  const found = funnels.find(({ name }) => name === of);
  if (found !== undefined) return funnelDefinition.parse(found);
  const names = funnels.map(({ name }) => name);
  const hint = names.length === 0 ? "the configuration defines none." : suggestionSentence(of, names);
  throw usage(`There is no funnel ${JSON.stringify(of.slice(0, 80))}; ${hint}`);
};

const requireStep = (step: number, steps: number): void => {
  if (step > steps)
    throw usage(`The funnel has ${String(steps)} steps, and step ${String(step)} is asked for.`);
};

interface Ends {
  readonly touchpoints: Touchpoints;
  readonly rowOfPlace: Int32Array | undefined;
}

/** The rows, among all touchpoints, of an attempt's steps; -1 for one that was left out or not reached. */
const rowOf = (
  { attempts, touchpoints }: FoundAttempts,
  ends: Ends,
  attempt: number,
  step: number,
): number => {
  if (step < 1 || step > (attempts.level[attempt] ?? 0)) return -1;
  const row = attempts.rows[(attempts.offset[attempt] ?? 0) + step - 1] ?? -1;
  if (row < 0) return -1;
  const place = touchpoints.place[row] ?? 0;
  return ends.rowOfPlace === undefined ? place : (ends.rowOfPlace[place] ?? 0);
};

/** From a row to the end of what its person did, or from the beginning of it to the row. */
const spread = ({ person }: Touchpoints, kept: Uint8Array, row: number, direction: 1 | -1): void => {
  for (let at = row; at >= 0 && at < person.length && person[at] === person[row]; at += direction)
    kept[at] = 1;
};

const keepAttempt = (
  found: FoundAttempts,
  ends: Ends,
  kept: Uint8Array,
  {
    attempt,
    step,
    part,
  }: { readonly attempt: number; readonly step: number; readonly part: FunnelPart["part"] },
): void => {
  const row = rowOf(found, ends, attempt, step);
  if (row < 0) return;
  if (part === "after") return spread(ends.touchpoints, kept, row, 1);
  if (part === "before") return spread(ends.touchpoints, kept, row, -1);
  let before = -1;
  for (let earlier = step - 1; earlier > 0 && before < 0; earlier -= 1) {
    before = rowOf(found, ends, attempt, earlier);
  }
  return kept.fill(1, Math.min(before < 0 ? row : before, row), row + 1) && undefined;
};

/** 1 for the touchpoints of that part. `rowOfPlace`: see Touchpoints; undefined where rows are places. */
export const funnelPart = async (
  source: AnalysisSource,
  asked: FunnelPart,
  ends: Ends,
): Promise<Uint8Array> => {
  const definition = definitionOf(source, asked);
  const { part, dropped_at } = asked;
  const step = dropped_at === undefined ? (asked.step ?? definition.steps.length) : dropped_at - 1;
  requireStep(dropped_at ?? step, definition.steps.length);
  const found = await funnelAttempts(source, definition);
  const kept = new Uint8Array(ends.touchpoints.rows);
  const { count, level } = found.attempts;
  for (let attempt = 0; attempt < count; attempt += 1) {
    const got = level[attempt] ?? 0;
    if (got < step || (dropped_at !== undefined && got !== step)) continue;
    keepAttempt(found, ends, kept, { attempt, step, part });
  }
  return kept;
};
