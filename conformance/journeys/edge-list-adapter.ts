// Cases of a graph whose lighter edges were cut: what can be reached from a first step stays.
import { z } from "zod";
import { connectedEdges } from "../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../verdict.ts";
import type { JourneyCase } from "./journey-case.ts";

const edgeList = z.looseObject({ edge_list: z.array(z.tuple([z.string(), z.string()])) });

/** Kind `validateEdges`: nodes named `1_x` are first. */
export const edgeListAdapter = (example: JourneyCase): Promise<Verdict> => {
  const given = edgeList.parse(example.given).edge_list;
  const expected = edgeList.parse(example.expect).edge_list;
  const found = connectedEdges(given.map(([from, to]) => ({ from, to, isFirst: from.startsWith("1_") }))).map(
    ({ from, to }) => [from, to],
  );
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  return Promise.resolve(verdictOf(left === right ? [] : [`expected ${right}; found ${left}`]));
};
