// polku identity join and split: two identifiers are one person, or never are.
import type { Command } from "commander";
import type { StatedIdentifier } from "../../../models/identity/statement.ts";
import type { CommandContext } from "../command-context.ts";
import { runStating, stated, type StatingFlags, withStatingOptions } from "./stating.ts";

const state = async (
  kind: "join" | "split",
  pair: readonly [StatedIdentifier, StatedIdentifier],
  flags: StatingFlags,
  context: CommandContext,
): Promise<void> => {
  const { joinIdentifiers, splitIdentifiers } = await import("../../statements/state.ts");
  const work = kind === "join" ? joinIdentifiers : splitIdentifiers;
  await runStating(flags, context, (options) => work(pair, options));
};

export const addPairs = (identity: Command, context: CommandContext): void => {
  const described = { join: "say that two identifiers are one person", split: "keep two identifiers apart" };
  for (const kind of ["join", "split"] as const) {
    withStatingOptions(
      identity
        .command(kind)
        .argument("<one>", "NAMESPACE:VALUE", stated)
        .argument("<other>", "NAMESPACE:VALUE", stated),
    )
      .description(`${described[kind]}, until a later statement about the pair (needs --reason)`)
      .action((one: StatedIdentifier, other: StatedIdentifier, flags: StatingFlags) =>
        state(kind, [one, other], flags, context),
      );
  }
};
