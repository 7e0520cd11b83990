// Cases of definitions that are refused.
import { z } from "zod";
import { funnel, PolkuError } from "../../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../../verdict.ts";
import type { JourneyCase } from "../journey-case.ts";
import { playJourneyCase } from "../play-journey-case.ts";

const querySchema = z.looseObject({
  cases: z.array(
    z.object({
      steps: z.number(),
      order: z.enum(["ordered", "strict", "unordered"]),
      from: z.number(),
      to: z.number(),
    }),
  ),
});

const isRefused = async (config: string, definition: object): Promise<boolean> => {
  try {
    await funnel({ config, definition });
    return false;
  } catch (error) {
    if (error instanceof PolkuError && error.code === "definition_invalid") return true;
    throw error;
  }
};

/** Kind `funnelValidation`; steps of cases are counted from 0. */
export const funnelValidationAdapter = (example: JourneyCase): Promise<Verdict> => {
  const { cases } = querySchema.parse(example.query);
  const { all } = z.object({ all: z.enum(["rejected", "accepted"]) }).parse(example.expect);
  return playJourneyCase(example, {}, async ({ config }) => {
    const reasons: string[] = [];
    for (const { steps, order, from, to } of cases) {
      const definition = {
        steps: Array.from({ length: steps }, (_, place) => ({ item: `step ${String(place)}` })),
        order,
        exclusions: [{ when: { item: "excluded" }, from: from + 1, to: to + 1 }],
      };
      const verdict = (await isRefused(config, definition)) ? "rejected" : "accepted";
      if (verdict !== all) reasons.push(`${order} from ${String(from)} to ${String(to)} was ${verdict}`);
    }
    return verdictOf(reasons);
  });
};
