// Teaches kafkajs the compressions that it knows by name only. Batches are only read here: none is ever written.
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import kafkajs from "kafkajs";
import { unzstd } from "../../files/bytes/zstd-stream.ts";
import { undoLz4 } from "./lz4.ts";
import { mostUnpackedBytes, undoSnappy } from "./snappy.ts";

type Undo = (packed: Buffer) => Buffer | Promise<Buffer>;

const undoGzip: Undo = (packed) => promisify(gunzip)(packed, { maxOutputLength: mostUnpackedBytes });

const undoZstd: Undo = async (packed) => {
  const parts: Buffer[] = [];
  let bytes = 0;
  const whole = async function* (): AsyncGenerator<Buffer> {
    yield await Promise.resolve(packed);
  };
  for await (const part of unzstd(whole())) {
    bytes += part.length;
    if (bytes > mostUnpackedBytes) throw new Error("a batch of records is damaged: its zstd never ends");
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const codec = (undo: Undo) => () => ({
  compress: () => Promise.reject(new Error("Nothing is compressed here.")),
  decompress: async (packed: Buffer) => await undo(packed),
});

/** Call it before the first connection. */
export const addCodecs = (): void => {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.GZIP] = codec(undoGzip);
  CompressionCodecs[CompressionTypes.Snappy] = codec(undoSnappy);
  CompressionCodecs[CompressionTypes.LZ4] = codec(undoLz4);
  CompressionCodecs[CompressionTypes.ZSTD] = codec(undoZstd);
};
