// polku drop-offs: where visits end without the goal, and where people went next.
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addAnalysis } from "./analysis-command.ts";

export const addDropOffs = (program: Command, context: CommandContext): void => {
  addAnalysis(program, context, {
    name: "drop-offs",
    description: "where people leave the way to a goal, and where they went next",
    argument: "a journey",
    ask: async (loaded, options) => {
      const { ask } = await import("../../analysis/ask.ts");
      const { dropOffsKind } = await import("../../analysis/drop-offs.ts");
      return ask(dropOffsKind, loaded, options);
    },
  });
};
