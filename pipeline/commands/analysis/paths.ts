// polku paths: what people did one after the other.
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addAnalysis } from "./analysis-command.ts";

export const addPaths = (program: Command, context: CommandContext): void => {
  addAnalysis(program, context, {
    name: "paths",
    description: "the paths people take: from a start, to an end, around a step",
    argument: "a definition under paths.definitions, or a journey",
    ask: async (loaded, options) => {
      const { ask } = await import("../../analysis/ask.ts");
      const { pathsKind } = await import("../../analysis/paths.ts");
      return ask(pathsKind, loaded, options);
    },
  });
};
