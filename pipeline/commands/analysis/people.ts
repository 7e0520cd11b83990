// polku people: who is behind a number.
import { type Command, Option } from "commander";
import type { PeopleResult } from "../../../models/analyses/reconcile-result.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { alignedTable } from "../terminal/aligned-table.ts";
import { csvLine } from "../terminal/csv-text.ts";
import { countText, plural } from "../terminal/figures.ts";

interface PeopleFlags extends GeneralOptions {
  readonly format: "table" | "csv";
  readonly snapshot?: string;
}

const shownRows = 200;

const csvText = ({ rows }: PeopleResult): string =>
  csvLine(["profile_id", "counted"]) +
  rows.map(({ profile_id, counted }) => csvLine([profile_id, String(counted)])).join("");

const tableText = ({ name, unit, counted, rows }: PeopleResult, width: number | undefined): string => {
  const table = alignedTable(
    [
      { name: "profile_id", isNumeric: false },
      { name: unit, isNumeric: true },
    ],
    rows.slice(0, shownRows).map((row) => [row.profile_id, countText(row.counted)]),
    width,
  );
  const more =
    rows.length > shownRows ? `The first ${countText(shownRows)}; --json and --format csv give all.\n` : "";
  const [first] = rows;
  const next =
    first === undefined
      ? ""
      : `\`polku timeline ${first.profile_id}\` shows what one did, \`polku explain ${first.profile_id}\` why it is one person.\n`;
  return `${table}\n${name}: ${countText(counted)} ${unit} of ${plural(rows.length, "person", "people")}.\n${more}${next}`;
};

const run = async (number: string, flags: PeopleFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../../config.ts");
  const { peopleOfNumber } = await import("../../analysis/reconcile/people-of-number.ts");
  const { snapshot } = flags;
  const result = await peopleOfNumber(await loadConfig(flags.config), { number, snapshot });
  if (flags.json === true) return printJson(context, result);
  const { output } = context.terminal;
  return output.write(flags.format === "csv" ? csvText(result) : tableText(result, output.columns));
};

export const addPeople = (program: Command, context: CommandContext): void => {
  withGeneralOptions(
    program
      .command("people")
      .argument(
        "<number>",
        "such as funnel:checkout/2/dropped, drop-offs:purchase/cart/gone, touchpoints:web",
      ),
  )
    .description("who is behind a number")
    .addOption(
      new Option("--format <format>", "how rows are printed").choices(["table", "csv"]).default("table"),
    )
    .option("--snapshot <id>", "another snapshot than the current one")
    .action((number: string, flags: PeopleFlags) => run(number, flags, context));
};
