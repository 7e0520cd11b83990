// Undoes zstd with the decoder of its authors as WebAssembly, which checks every check sum that is there. Node 20 has
// no zstd; the same decoder on every Node gives the same verdict on a damaged file.
import { UnreadableFile } from "./unreadable-file.ts";

/** The functions of the decoder; numbers are addresses in `memory`, sizes and codes. */
interface Decoder {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly call: (name: string, ...values: number[]) => number;
}

/** What the compiled decoder exports. */
interface Compiled {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly [name: string]: unknown;
}

let loading: Promise<Decoder> | undefined;

/**
 * The package's own streaming drops the decoder's error codes, so that a damaged stream would pass or never end:
 * only the compiled decoder is taken from it.
 */
const loadDecoder = async (): Promise<Decoder> => {
  const { ZSTDDecoder } = await import("zstddec/stream");
  const opened: Compiled[] = [];
  class Opened extends ZSTDDecoder {
    override _init(result: { readonly instance: { readonly exports: Compiled } }): void {
      super["_init"](result);
      opened.push(result.instance.exports);
    }
  }
  await new Opened().init();
  const [compiled] = opened;
  if (compiled === undefined) throw new Error("zstddec did not show its decoder");
  const call = (name: string, ...values: number[]): number => {
    const value = compiled[name];
    if (typeof value !== "function") throw new Error(`zstddec has no ${name}`);
    return Number(Reflect.apply(value, undefined, values)) >>> 0;
  };
  return { memory: compiled.memory, call };
};

const pieceBytes = 1 << 18;
/** src or dst, size, pos: 32 bits each. */
const bufferBytes = 12;
/** Codes of errors are the last of the unsigned numbers. */
const leastError = 2 ** 32 - 120;

const prefixUnknown = 10;

const problems: Readonly<Record<number, string>> = {
  16: "its zstd window is larger than 128 MiB; compress it with --long=27 or less",
  22: "the zstd stream is damaged (its check sum is wrong); fetch it again",
  32: "it was compressed with a zstd dictionary; compress it without one",
  64: "unpacking it needs more memory than there is; compress it with a lower level of zstd",
};

const damaged = "the zstd stream is damaged; fetch it again";

class ZstdStream {
  readonly #decoder: Decoder;
  readonly #context: number;
  readonly #input: number;
  readonly #output: number;
  readonly #source: number;
  readonly #target: number;
  #bytesIn = 0;
  #frameEnd = 0;
  /** True between frames. */
  isComplete = true;

  constructor(decoder: Decoder) {
    this.#decoder = decoder;
    this.#context = decoder.call("ZSTD_createDCtx");
    this.#input = decoder.call("malloc", bufferBytes);
    this.#output = decoder.call("malloc", bufferBytes);
    this.#source = decoder.call("malloc", pieceBytes);
    this.#target = decoder.call("malloc", pieceBytes);
    const parts = [this.#context, this.#input, this.#output, this.#source, this.#target];
    if (parts.includes(0)) throw new UnreadableFile(problems[64]);
  }

  free(): void {
    this.#decoder.call("ZSTD_freeDCtx", this.#context);
    for (const part of [this.#input, this.#output, this.#source, this.#target]) {
      this.#decoder.call("free", part);
    }
  }

  /** What a chunk of the packed bytes gives, in buffers of their own. Throws UnreadableFile. */
  *unpacked(chunk: Buffer): Generator<Buffer> {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      yield* this.#piece(chunk.subarray(from, from + pieceBytes));
    }
  }

  *#piece(piece: Buffer): Generator<Buffer> {
    const { memory, call } = this.#decoder;
    new Uint8Array(memory.buffer).set(piece, this.#source);
    for (let read = 0, isFull = false; read < piece.length || isFull;) {
      this.#point(this.#input, this.#source, piece.length, read);
      this.#point(this.#output, this.#target, pieceBytes, 0);
      const left = call("ZSTD_decompressStream", this.#context, this.#output, this.#input);
      if (left > leastError) throw this.#fault(2 ** 32 - left);
      read = this.#position(this.#input);
      this.isComplete = left === 0;
      if (this.isComplete) this.#frameEnd = this.#bytesIn + read;
      const written = this.#position(this.#output);
      isFull = written === pieceBytes && !this.isComplete;
      // The memory may have grown and moved; the next call writes over the target.
      if (written > 0) yield Buffer.from(new Uint8Array(memory.buffer, this.#target, written));
    }
    this.#bytesIn += piece.length;
  }

  #point(buffer: number, bytes: number, size: number, position: number): void {
    new Uint32Array(this.#decoder.memory.buffer, buffer, 3).set([bytes, size, position]);
  }

  #position(buffer: number): number {
    return new Uint32Array(this.#decoder.memory.buffer, buffer, 3)[2] ?? 0;
  }

  #fault(code: number): UnreadableFile {
    return new UnreadableFile(
      code === prefixUnknown
        ? `it is no zstd after byte ${this.#frameEnd}: a part is damaged; fetch the file again`
        : (problems[code] ?? damaged),
    );
  }
}

/** The content of all frames. Throws UnreadableFile where a frame is damaged or the last one is cut. */
export const unzstd = async function* (raw: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  loading ??= loadDecoder();
  const stream = new ZstdStream(await loading);
  try {
    for await (const chunk of raw) yield* stream.unpacked(chunk);
    if (!stream.isComplete) {
      throw new UnreadableFile("the zstd stream ends too early: the file was cut; fetch it again");
    }
  } finally {
    stream.free();
  }
};
