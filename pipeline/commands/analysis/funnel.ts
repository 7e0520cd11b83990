// polku funnel: how far people get on the way through given steps.
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addAnalysis } from "./analysis-command.ts";

export const addFunnel = (program: Command, context: CommandContext): void => {
  addAnalysis(program, context, {
    name: "funnel",
    description: "how far people get through given steps, and where those went who did not",
    argument: "a definition under funnels",
    ask: async (loaded, options) => {
      const { ask } = await import("../../analysis/ask.ts");
      const { funnelKind } = await import("../../analysis/funnels.ts");
      return ask(funnelKind, loaded, options);
    },
  });
};
