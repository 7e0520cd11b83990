// polku identity list: which statements there are, and which of them hold.
import type { Command } from "commander";
import type { ListedStatement } from "../../../models/identity/statement.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { alignedTable } from "../terminal/aligned-table.ts";

const columns = ["statement_id", "kind", "about", "author", "at", "reason", "holds"];

const aboutOf = ({ identifiers, undoes }: ListedStatement): string =>
  undoes ?? identifiers.map(({ namespace, value }) => `${namespace}:${value}`).join(" ");

const holds = ({ undone_by, overridden_by }: ListedStatement): string => {
  if (undone_by !== null) return `no: undone by ${undone_by}`;
  return overridden_by === null ? "yes" : `no: overridden by ${overridden_by}`;
};

const listText = (statements: readonly ListedStatement[], width: number | undefined): string =>
  statements.length === 0
    ? "Nothing was stated yet.\n"
    : alignedTable(
        columns.map((name) => ({ name, isNumeric: false })),
        statements.map((one) => [
          one.statement_id,
          one.kind,
          aboutOf(one),
          one.author,
          one.at,
          one.reason,
          holds(one),
        ]),
        width,
      );

export const addList = (identity: Command, context: CommandContext): void => {
  withGeneralOptions(identity.command("list"))
    .description("list the statements, in the shape that `polku identity apply` takes")
    .action(async (flags: GeneralOptions) => {
      const { listStatements } = await import("../../statements/list-statements.ts");
      const { output } = context.terminal;
      const statements = await listStatements({ config: flags.config });
      if (flags.json === true) return printJson(context, statements);
      await output.write(listText(statements, output.columns));
    });
};
