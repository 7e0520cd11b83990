// polku identity apply: states what a file holds, such as what `polku identity list --json` printed elsewhere.
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { runStating, type StatingFlags, withStatingOptions } from "./stating.ts";

export const addApply = (identity: Command, context: CommandContext): void => {
  withStatingOptions(
    identity.command("apply").argument("<file>", "a JSON array, YAML, or one JSON object a line"),
  )
    .description(
      "state what a file holds; twice is once (--reason, --author, --at: where an entry says none)",
    )
    .action(async (file: string, flags: StatingFlags) => {
      const { applyStatements } = await import("../../statements/state.ts");
      await runStating(flags, context, (options) => applyStatements(file, options));
    });
};
