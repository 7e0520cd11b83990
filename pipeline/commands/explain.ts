// polku explain: why an identifier, a profile or an event stands where it stands, and why not elsewhere.
import type { Command } from "commander";
import type { ExplainResult } from "../../models/results.ts";
import { alignedTable } from "./terminal/aligned-table.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "./command-context.ts";

const texts = (...names: readonly string[]) => names.map((name) => ({ name, isNumeric: false }));

const section = (
  title: string,
  columns: readonly string[],
  rows: readonly string[][],
  width?: number,
): string => (rows.length === 0 ? "" : `\n${title}\n${alignedTable(texts(...columns), rows, width)}`);

const named = (namespace: string | null, value: string | null): string =>
  namespace === null ? "" : `${namespace}:${value ?? ""}`;

const linkRow = ({ from, to, source, event_id, occurred_at }: ExplainResult["chain"][number]): string[] => [
  from,
  to,
  source,
  event_id,
  occurred_at,
];

const linkColumns = ["from", "to", "source", "event_id", "occurred_at"];

const explanation = (result: ExplainResult, width: number | undefined): string =>
  [
    result.profile_id === null ? "It belongs to no profile.\n" : `Profile ${result.profile_id}\n`,
    section(
      "It holds:",
      ["identifier", "kind", ""],
      result.identifiers.map(({ namespace, value, kind, is_anchor }) => [
        named(namespace, value),
        kind,
        is_anchor ? "anchor" : "",
      ]),
      width,
    ),
    section("First seen together:", linkColumns, result.chain.map(linkRow), width),
    section(
      "Refused:",
      ["rule", "identifier", "with", "source", "event_id", "detail"],
      result.refusals.map((refusal) => [
        refusal.rule,
        named(refusal.namespace_a, refusal.value_a),
        named(refusal.namespace_b, refusal.value_b),
        refusal.source,
        refusal.event_id,
        refusal.detail ?? "",
      ]),
      width,
    ),
    section("Without any one of these it would be two:", linkColumns, result.bridges.map(linkRow), width),
  ].join("");

const runExplain = async (
  subject: string,
  another: string | undefined,
  flags: GeneralOptions,
  context: CommandContext,
): Promise<void> => {
  const { explain } = await import("../questions/explain.ts");
  const result = await explain({ config: flags.config, subject, another });
  if (flags.json === true) return printJson(context, result);
  const { output } = context.terminal;
  await output.write(explanation(result, output.columns));
};

export const addExplain = (program: Command, context: CommandContext): void => {
  const subject = "NAMESPACE:VALUE, a profile id, or SOURCE:EVENT_ID";
  withGeneralOptions(
    program.command("explain").argument("<subject>", subject).argument("[another]", "a second of these"),
  )
    .description("why identifiers are one profile, and why others are not")
    .action((one: string, another: string | undefined, flags: GeneralOptions) =>
      runExplain(one, another, flags, context),
    );
};
