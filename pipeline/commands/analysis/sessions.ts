// polku sessions: how often people came, and for how long.
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addAnalysis } from "./analysis-command.ts";

export const addSessions = (program: Command, context: CommandContext): void => {
  addAnalysis(program, context, {
    name: "sessions",
    description: "sessions by silence, by day, or by what begins and ends them",
    argument: "sessions: those of the configuration",
    ask: async (loaded, options) => {
      const { ask } = await import("../../analysis/ask.ts");
      const { sessionsKind } = await import("../../analysis/sessions.ts");
      return ask(sessionsKind, loaded, options);
    },
  });
};
