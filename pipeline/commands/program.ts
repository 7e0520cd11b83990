// The commands and what they have in common. Light: what a command needs is loaded when it runs.
import { Command } from "commander";
import { packageVersion } from "../snapshots/package-version.ts";
import type { CommandContext } from "./command-context.ts";
import { addFunnel } from "./analysis/funnel.ts";
import { addDropOffs } from "./analysis/drop-offs.ts";
import { addPaths } from "./analysis/paths.ts";
import { addSessions } from "./analysis/sessions.ts";
import { addPeople } from "./analysis/people.ts";
import { addReconcile } from "./analysis/reconcile.ts";
import { addTimeline } from "./analysis/timeline.ts";
import { addDemo } from "./demo.ts";
import { addDoctor } from "./doctor.ts";
import { addExplain } from "./explain.ts";
import { addExport } from "./snapshots/export.ts";
import { addIdentity } from "./identity.ts";
import { addInit } from "./init.ts";
import { addKeys } from "./keys.ts";
import { addQuarantine } from "./quarantine.ts";
import { addQuery } from "./snapshots/query.ts";
import { addRun } from "./run.ts";
import { addStream } from "./stream.ts";

/** In the order in which a new user needs them. */
const commands = [
  addDemo,
  addInit,
  addDoctor,
  addRun,
  addStream,
  addQuery,
  addPaths,
  addDropOffs,
  addFunnel,
  addSessions,
  addPeople,
  addTimeline,
  addReconcile,
  addExplain,
  addIdentity,
  addExport,
  addQuarantine,
  addKeys,
];

const exitCodes = `
Exit codes: 0 ok, 1 failure, 2 usage, 3 configuration, 4 an audit stopped publishing,
5 too much quarantined or an unreadable file, 6 workspace in use.`;

/** The command line. Parsing rejects with commander's own error where it is not understood. */
export const createProgram = (context: CommandContext): Command => {
  const program = new Command("polku")
    .description("Raw events of every channel in, one profile per person and the paths people take out.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeErr: (text) => context.terminal.messages.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "polku: ")),
    })
    .showHelpAfterError("See polku --help.")
    .addHelpText("after", exitCodes);
  for (const add of commands) add(program, context);
  return program;
};
