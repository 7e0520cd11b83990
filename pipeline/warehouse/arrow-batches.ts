// A query's result as the bytes of an Arrow IPC stream or file, one record batch per chunk.
// Loads apache-arrow, which takes a while: import it late.
import {
  AsyncByteQueue,
  Field,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
} from "apache-arrow";
import { arrowColumn } from "./arrow-columns.ts";
import type { ResultStream } from "./result-stream.ts";

/** Where a writer puts its bytes, so that they can be taken out between two batches. */
class ByteCollector extends AsyncByteQueue {
  #parts: Uint8Array[] = [];

  override write(part: unknown): void {
    if (part instanceof Uint8Array) this.#parts.push(part);
  }

  take(): Uint8Array {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    return bytes;
  }
}

/**
 * The bytes of an Arrow IPC `stream`, or of a `file`, as the rows come. A failure of the query ends the
 * iteration with its error.
 */
export async function* arrowBytes(
  result: ResultStream,
  shape: "stream" | "file",
): AsyncGenerator<Uint8Array> {
  const columns = result.columns.map(({ name, type }) => ({ name, ...arrowColumn(type) }));
  const fields = columns.map(({ name, type }) => new Field(name, type, true));
  const schema = new Schema(fields);
  const struct = new Struct(fields);
  const collector = new ByteCollector();
  const writer = shape === "stream" ? new RecordBatchStreamWriter() : new RecordBatchFileWriter();
  writer.reset(collector, schema);
  for await (const chunk of result.chunks()) {
    const length = chunk.rowCount;
    const children = columns.map((column, index) => column.convert(chunk.getColumnVector(index), length));
    writer.write(new RecordBatch(schema, makeData({ type: struct, length, nullCount: 0, children })));
    yield collector.take();
  }
  writer.finish();
  yield collector.take();
}
