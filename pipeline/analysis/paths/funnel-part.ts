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

/** The row of an attempt's step; -1 for one that was left out or not reached. */
const rowOf = ({ attempts }: FoundAttempts, attempt: number, step: number): number =>
  step < 1 || step > (attempts.level[attempt] ?? 0)
    ? -1
    : (attempts.rows[(attempts.offset[attempt] ?? 0) + step - 1] ?? -1);

/** From a row to the end of what its person did, or from the beginning of it to the row. */
const spread = ({ person }: Touchpoints, kept: Uint8Array, row: number, direction: 1 | -1): void => {
  for (let at = row; at >= 0 && at < person.length && person[at] === person[row]; at += direction)
    kept[at] = 1;
};

const keepAttempt = (
  found: FoundAttempts,
  touchpoints: Touchpoints,
  kept: Uint8Array,
  {
    attempt,
    step,
    part,
  }: { readonly attempt: number; readonly step: number; readonly part: FunnelPart["part"] },
): void => {
  const row = rowOf(found, attempt, step);
  if (row < 0) return;
  if (part === "after") return spread(touchpoints, kept, row, 1);
  if (part === "before") return spread(touchpoints, kept, row, -1);
  let before = -1;
  for (let earlier = step - 1; earlier > 0 && before < 0; earlier -= 1) {
    before = rowOf(found, attempt, earlier);
  }
  return kept.fill(1, Math.min(before < 0 ? row : before, row), row + 1) && undefined;
};

/** 1 for the touchpoints of that part. */
export const funnelPart = async (
  source: AnalysisSource,
  asked: FunnelPart,
  touchpoints: Touchpoints,
): Promise<Uint8Array> => {
  const definition = definitionOf(source, asked);
  const { part, dropped_at } = asked;
  const step = dropped_at === undefined ? (asked.step ?? definition.steps.length) : dropped_at - 1;
  requireStep(dropped_at ?? step, definition.steps.length);
  // Whole, so that its rows are those of all touchpoints.
  const found = await funnelAttempts(source, definition, true);
  const kept = new Uint8Array(touchpoints.rows);
  const { count, level } = found.attempts;
  for (let attempt = 0; attempt < count; attempt += 1) {
    const got = level[attempt] ?? 0;
    if (got < step || (dropped_at !== undefined && got !== step)) continue;
    keepAttempt(found, touchpoints, kept, { attempt, step, part });
  }
  return kept;
};
