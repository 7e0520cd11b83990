// Where a command's results and messages go, and what the place can show.
import { once } from "node:events";
import type { Writable } from "node:stream";
import type { TerminalWishes } from "../../config.ts";

/** The reader of the results went away (as `head` does): there is nobody left to write for. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

export interface Output {
  /** Resolves when more can be written; throws OutputClosed when nobody reads any longer. */
  write(part: string | Uint8Array): Promise<void>;
  /** Width of the terminal; undefined where the output is none. */
  readonly columns: number | undefined;
}

export interface Messages {
  write(text: string): void;
  /** Whether a line can be drawn again and again. */
  readonly isLive: boolean;
  readonly columns: number;
}

/** What a command is given to speak with: results on `output`, everything else on `messages`. */
export interface Terminal {
  readonly output: Output;
  readonly messages: Messages;
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

const openOutput = (stream: Stream): Output => {
  let isClosed = false;
  stream.on("error", () => {
    isClosed = true;
  });
  const write = async (part: string | Uint8Array): Promise<void> => {
    if (isClosed) throw new OutputClosed();
    if (stream.write(part)) return;
    // An error while waiting is that of a closed pipe; the listener above has seen it.
    await once(stream, "drain").catch(() => undefined);
    if (isClosed) throw new OutputClosed();
  };
  return { write, columns: stream.isTTY === true ? (stream.columns ?? 80) : undefined };
};

const openMessages = (stream: Stream, wishes: TerminalWishes): Messages => {
  const isTerminal = stream.isTTY === true;
  stream.on("error", () => undefined);
  return {
    write: (text) => void stream.write(text),
    isLive: isTerminal && !wishes.isUnattended && !wishes.isDumb,
    columns: stream.columns ?? 80,
  };
};

/** The terminal over two streams, as the environment wishes it. */
export const openTerminal = (output: Stream, messages: Stream, wishes: TerminalWishes): Terminal => ({
  output: openOutput(output),
  messages: openMessages(messages, wishes),
});
