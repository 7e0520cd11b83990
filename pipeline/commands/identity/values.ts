// polku identity block and unblock: a value that says nothing of anybody, and one that does after all.
import type { Command } from "commander";
import { PolkuError } from "../../../models/errors.ts";
import type { StatedIdentifier } from "../../../models/identity/statement.ts";
import { identifierOf } from "../../statements/identifier-text.ts";
import type { CommandContext } from "../command-context.ts";
import { runStating, type StatingFlags, withStatingOptions } from "./stating.ts";

/** `NS V`, or both in one as `NS:V`. */
const valueOf = (namespace: string, value: string | undefined): StatedIdentifier => {
  const given = value === undefined ? identifierOf(namespace) : { namespace, value };
  if (given !== undefined && given.value !== "") return given;
  throw new PolkuError("usage", {
    problem: "Give a namespace and a value, such as email kassa@example.com.",
  });
};

const state = async (
  kind: "block" | "unblock",
  value: StatedIdentifier,
  flags: StatingFlags,
  context: CommandContext,
): Promise<void> => {
  const { blockValue, unblockValue } = await import("../../statements/state.ts");
  const work = kind === "block" ? blockValue : unblockValue;
  await runStating(flags, context, (options) => work(value, options));
};

export const addValues = (identity: Command, context: CommandContext): void => {
  const described = {
    block: "drop a value from every event: it says nothing of anybody",
    unblock: "let exactly this value through, also where the configuration blocks it",
  };
  for (const kind of ["block", "unblock"] as const) {
    withStatingOptions(
      identity
        .command(kind)
        .argument("<namespace>", "such as email; or NAMESPACE:VALUE in one")
        .argument("[value]", "the value"),
    )
      .description(described[kind])
      .action((namespace: string, value: string | undefined, flags: StatingFlags) =>
        state(kind, valueOf(namespace, value), flags, context),
      );
  }
};
