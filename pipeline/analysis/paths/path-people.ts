// The people behind paths: who took each, where it ended, and where they were seen next.
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { profilesAt } from "../source/persons/profiles-at.ts";
import type { AnalysisSource } from "../source/open-source.ts";
import type { PathSteps } from "./path-steps.ts";
import { pathText } from "./sequences.ts";
import { leadsTo } from "./shown-paths.ts";
import { endings } from "./step-runs.ts";

export const peopleColumns = ["profile_id", "step", "kind", "next_channel", "path"];

const kindOf = ({ runs, shown }: PathSteps, path: number): string => {
  if (shown.leadsTo[path] === leadsTo.more) return "…";
  return shown.leadsTo[path] === leadsTo.end
    ? "(end)"
    : (endings[runs.ending[shown.run[path] ?? 0] ?? 0] ?? "");
};

/** A row for each of some paths, in their order: of every path where nothing is said. */
export const pathPeople = async (
  source: AnalysisSource,
  steps: PathSteps,
  paths: readonly number[] = Array.from({ length: steps.shown.paths }, (_, path) => path),
): Promise<AnalysisRow[]> => {
  const { labels, runs, shown, touchpoints } = steps;
  const lastStep = (path: number): number => shown.step[(shown.begin[path + 1] ?? 1) - 1] ?? 0;
  const channels = await source.session.rows("select channel from kinds order by kind_key");
  const people = await profilesAt(
    source,
    Int32Array.from(paths, (path) => touchpoints.place[runs.last[lastStep(path)] ?? 0] ?? 0),
  );
  return paths.map((path, index) => {
    const row = runs.last[lastStep(path)] ?? 0;
    const isSeenAgain = touchpoints.person[row] === touchpoints.person[row + 1];
    const next = isSeenAgain ? channels[touchpoints.kind[row + 1] ?? 0]?.["channel"] : null;
    return {
      profile_id: people[index] ?? null,
      step: labels[runs.code[lastStep(path)] ?? 0] ?? null,
      kind: kindOf(steps, path),
      next_channel: typeof next === "string" ? next : null,
      path: pathText(steps, path),
    };
  });
};
