// Runs a command inside the test's own process: all of it but the process itself.
import { createProgram } from "../../../pipeline/commands/program.ts";
import { reportFailure } from "../../../pipeline/commands/terminal/failure.ts";
import type { Terminal } from "../../../pipeline/commands/terminal/terminal.ts";

export interface Spoken {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What a command says, and what the process would end with. `width`: that of the terminal; none where undefined. */
export const runCommand = async (args: readonly string[], width?: number): Promise<Spoken> => {
  const out: Buffer[] = [];
  const err: string[] = [];
  let code = 0;
  const terminal: Terminal = {
    output: {
      write: (part) => Promise.resolve(void out.push(Buffer.from(part))),
      columns: width,
    },
    messages: { write: (text) => void err.push(text), isLive: false, columns: 80 },
  };
  const exitWith = (given: number): void => {
    code = given;
  };
  try {
    const program = createProgram({
      terminal,
      exitWith,
      onLeave: () => undefined,
      untilSignal: () => Promise.resolve("SIGTERM"),
    });
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    code = reportFailure(error, terminal);
  }
  return { code, stdout: Buffer.concat(out), stderr: err.join("") };
};

/** As runCommand, for a command that prints JSON. */
export const jsonOf = async (...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await runCommand([...args, "--json"])).stdout.toString());
