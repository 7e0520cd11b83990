// How the numbers of paths came about.
import type { PathsDefinition } from "../../../models/analyses/paths-definition.ts";
import type { Explanation } from "../analysis-kind.ts";
import { stitchedSql } from "../source/load-touchpoints.ts";

const cutting = ({ journey, grain, gap_minutes, gap_boundary }: PathsDefinition): string => {
  const whole = journey === undefined ? "A path is what a person did" : `A path is a journey of ${journey}`;
  if (grain === "profile" || (grain === undefined && journey !== undefined)) return `${whole}, whole.`;
  if (gap_minutes === undefined) return `${whole} in one session of the configuration.`;
  const exactly = gap_boundary === "splits" ? "or more" : "or more, exactly so many excepted,";
  return `${whole} until a silence of ${String(gap_minutes)} minutes ${exactly} between touchpoints that are kept.`;
};

const shownPart = ({ start, end, around, max_steps }: PathsDefinition): string => {
  const limit = max_steps === undefined ? "" : ` At most ${String(max_steps)} steps are shown.`;
  if (around !== undefined)
    return `It is shown around the first step that fits \`around\`, which has number 0.${limit}`;
  const from = start === undefined ? "" : " from the first step that fits `start`";
  const to = end === undefined ? "" : " up to the first step that fits `end`";
  return from === "" && to === ""
    ? `It is shown from its first step.${limit}`
    : `It is shown${from}${to}.${limit}`;
};

/** Sentences, and the SELECT that is passed over. */
export const explainPaths = (definition: PathsDefinition): Explanation => ({
  method: [
    cutting(definition),
    `Steps are called by ${definition.label}${definition.clean.length > 0 ? ", cleaned up in order" : ""}${definition.groups.length > 0 ? `, grouped: the ${definition.group_priority} pattern that fits wins` : ""}.`,
    definition.collapse ? "Equal neighbours are one step." : "Equal neighbours are steps of their own.",
    shownPart(definition),
    "profiles counts each person once a row; people do both, so they do not add up.",
    `Seconds of an edge: from the last touchpoint of the step before to the ${definition.seconds_to} of the step.`,
  ],
  sql: [stitchedSql.replaceAll(/\s+/g, " ")],
});
