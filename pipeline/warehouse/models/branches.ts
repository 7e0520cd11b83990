// Which models can be made side by side: those that do not read each other.
import type { Model } from "../models.ts";

type Node = Pick<Model, "name" | "kind" | "reads">;

export interface Branches<One extends Node> {
  /** What has to be made first, in order. */
  readonly trunk: readonly One[];
  /** Groups of models in order, of which none reads another; the largest first. */
  readonly branches: readonly (readonly One[])[];
}

/**
 * Splits models, each after those it reads, where the longest way from the first to the last is shortest. A scratch
 * table is seen by the session that made it alone: no branch reads one of the trunk.
 */
export const branchesOf = <One extends Node>(models: readonly One[]): Branches<One> => {
  const splits = models.map((_, length) => split(models, length)).filter((one) => one !== null);
  const [best] = splits.toSorted((left, right) => longestWay(left) - longestWay(right));
  return best ?? { trunk: models, branches: [] };
};

const longestWay = ({ trunk, branches }: Branches<Node>): number => trunk.length + (branches[0]?.length ?? 0);

/** Null where a branch would miss a scratch table. */
const split = <One extends Node>(models: readonly One[], length: number): Branches<One> | null => {
  const trunk = models.slice(0, length);
  const hidden = new Set(trunk.filter(({ kind }) => kind === "scratch").map(({ name }) => name));
  const rest = models.slice(length);
  if (rest.some(({ reads }) => [...reads].some((name) => hidden.has(name)))) return null;
  return { trunk, branches: groupsOf(rest) };
};

/** Models that read each other, over any number of others, are one group. */
const groupsOf = <One extends Node>(models: readonly One[]): One[][] => {
  let groups: One[][] = [];
  for (const model of models) {
    const isRead = (group: readonly One[]): boolean => group.some(({ name }) => model.reads.has(name));
    const joined = groups.filter(isRead).flat();
    groups = [...groups.filter((group) => !isRead(group)), [...joined, model]];
  }
  const place = new Map(models.map((model, index) => [model, index]));
  const inOrder = groups.map((group) =>
    group.toSorted((left, right) => (place.get(left) ?? 0) - (place.get(right) ?? 0)),
  );
  return inOrder.toSorted((left, right) => right.length - left.length);
};
