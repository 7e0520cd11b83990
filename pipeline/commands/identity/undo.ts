// polku identity undo: takes a statement back.
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { runStating, type StatingFlags, withStatingOptions } from "./stating.ts";

export const addUndo = (identity: Command, context: CommandContext): void => {
  withStatingOptions(identity.command("undo").argument("<id>", "its statement_id"))
    .description("take a statement back: what holds is what the evidence gives without it")
    .action(async (id: string, flags: StatingFlags) => {
      const { undoStatement } = await import("../../statements/state.ts");
      await runStating(flags, context, (options) => undoStatement(id, options));
    });
};
