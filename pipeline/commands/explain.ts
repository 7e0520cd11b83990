// polku explain: why an identifier, a profile or an event stands where it stands, and why not elsewhere.
import { type Command, Option } from "commander";
import { PolkuError } from "../../models/errors.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "./command-context.ts";

interface ExplainFlags extends GeneralOptions {
  readonly format: "text" | "json" | "mermaid" | "dot";
}

const runExplain = async (
  subject: string,
  another: string | undefined,
  flags: ExplainFlags,
  context: CommandContext,
): Promise<void> => {
  if (flags.json === true && flags.format !== "text" && flags.format !== "json") {
    throw new PolkuError("usage", { problem: `Give either --json or --format ${flags.format}.` });
  }
  const { explain } = await import("../questions/explain.ts");
  const { explanationGraph } = await import("../questions/explanation-graph.ts");
  const { explanationText } = await import("./explain/explanation-text.ts");
  const result = await explain({ config: flags.config, subject, another });
  const { output } = context.terminal;
  if (flags.json === true || flags.format === "json") return printJson(context, result);
  await output.write(
    flags.format === "text"
      ? explanationText(result, output.columns)
      : explanationGraph(result, flags.format),
  );
};

export const addExplain = (program: Command, context: CommandContext): void => {
  const subject = "NAMESPACE:VALUE, a profile id, or SOURCE:EVENT_ID";
  withGeneralOptions(
    program.command("explain").argument("<subject>", subject).argument("[another]", "a second of these"),
  )
    .description("why identifiers are one profile, and why others are not")
    .addOption(
      new Option("--format <format>", "as text, as JSON, or as a graph to draw")
        .choices(["text", "json", "mermaid", "dot"])
        .default("text"),
    )
    .action((one: string, another: string | undefined, flags: ExplainFlags) =>
      runExplain(one, another, flags, context),
    );
};
