// polku init: writes a commented starter configuration and its secret; never overwrites either.
import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { PolkuError, systemCode } from "../../models/errors.ts";
import { findSources, starterText } from "../config/starter.ts";
import { plural } from "./terminal/figures.ts";
import { createSecret } from "../workspace/secret.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "./command-context.ts";

const writeNew = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    if (systemCode(error) === "EEXIST") throw new PolkuError("file_exists", { file }, { cause: error });
    const problem = `${file} cannot be written (${systemCode(error)}).`;
    throw new PolkuError("usage", { problem }, { cause: error });
  }
};

const runInit = async (flags: GeneralOptions, context: CommandContext): Promise<void> => {
  const folder = dirname(resolve(flags.config));
  const sources = await findSources(folder);
  await writeNew(flags.config, starterText(sources));
  const secret = join(folder, "polku.secret");
  const isNewSecret = await createSecret(secret);
  if (flags.json === true) return printJson(context, { config: flags.config, secret, sources });
  const found = sources.length === 0 ? "an example source" : plural(sources.length, "source");
  await context.terminal.output.write(
    `Wrote ${flags.config} with ${found}.\n` +
      `${isNewSecret ? "Wrote" : "Kept"} ${secret}: keep it, and keep it out of version control.\n` +
      "Next: look at the sources, then polku doctor, then polku run.\n",
  );
};

export const addInit = (program: Command, context: CommandContext): void => {
  withGeneralOptions(program.command("init"))
    .description("write a commented starter configuration")
    .action((flags: GeneralOptions) => runInit(flags, context));
};
