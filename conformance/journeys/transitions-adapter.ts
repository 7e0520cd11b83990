// Cases of transition matrices: every person's steps, not collapsed, between a start and an end.
import { z } from "zod";
import { paths } from "../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../verdict.ts";
import type { JourneyCase } from "./journey-case.ts";
import { playJourneyCase } from "./play-journey-case.ts";

const expectSchema = z.looseObject({ order: z.array(z.string()), matrix: z.array(z.array(z.number())) });

const ours: Readonly<Record<string, string>> = { path_start: "(start)", path_end: "(end)" };

/** Kind `transitions`. */
export const transitionsAdapter = (example: JourneyCase): Promise<Verdict> => {
  const { order, matrix } = expectSchema.parse(example.expect);
  return playJourneyCase(example, {}, async ({ config }) => {
    const definition = { show: "matrix", label: "item", grain: "profile", collapse: false };
    const { rows } = await paths({ config, definition });
    const cells = new Map(
      rows.map((row) => [`${String(row["from_label"])} ${String(row["to_label"])}`, row]),
    );
    const names = order.map((name) => ours[name] ?? name);
    const found = names.map((from) =>
      names.map((to) => Number(cells.get(`${from} ${to}`)?.["transitions"] ?? 0)),
    );
    const [left, right] = [JSON.stringify(found), JSON.stringify(matrix)];
    return verdictOf(left === right ? [] : [`expected ${right}; found ${left}`]);
  });
};
