// One table of a snapshot: written as Parquet that any reader understands, measured, and forced to disk.
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { PolkuError } from "../../models/errors.ts";
import type { ManifestTable } from "../../models/manifest.ts";
import { plainText } from "../warehouse/plain-value.ts";
import { quotedName, quotedText } from "../warehouse/quoting.ts";
import type { Session } from "../warehouse/session.ts";
import { parquetOptions } from "./parquet-options.ts";

/** What is published under a name, and what is said about it. */
export interface TableSource {
  readonly name: string;
  /** A SELECT that gives its rows in their published order. */
  readonly query: string;
  readonly comment: string | null;
  readonly grain: readonly string[];
  readonly columnComments: Readonly<Record<string, string>>;
  /** What the query gives, where it is known. */
  readonly columns?: readonly SourceColumn[];
}

export interface SourceColumn {
  readonly name: string;
  readonly type: string;
}

/** Others are nested, or read as something else by some readers (HUGEINT as a double, INTERVAL as bytes). */
const plainTypes =
  /^(VARCHAR|BOOLEAN|INTEGER|BIGINT|DOUBLE|DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE|DECIMAL\(\d+,\d+\))$/;

const withFile = async <Result>(
  path: string,
  work: (handle: FileHandle) => Promise<Result>,
): Promise<Result> => {
  const handle = await open(path, "r");
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
};

/** Forces a file or folder to disk. */
export const syncToDisk = (path: string): Promise<void> => withFile(path, (handle) => handle.sync());

const pieceBytes = 1 << 20;

/** The digest of what a file holds, in hex. Memory is taken for no more than the file's length. */
const digestOf = async (handle: FileHandle, bytes: number): Promise<string> => {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(bytes, pieceBytes)));
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return hash.digest("hex");
    hash.update(buffer.subarray(0, bytesRead));
  }
};

interface Sealed {
  readonly bytes: number;
  readonly sha256: string;
}

/** Forces a file to disk, and tells what stands there. */
const sealed = (path: string): Promise<Sealed> =>
  withFile(path, async (handle) => {
    await handle.sync();
    const { size } = await handle.stat();
    return { bytes: size, sha256: await digestOf(handle, size) };
  });

/** The digest of a file's bytes, in hex. */
export const sha256Of = (path: string): Promise<string> =>
  withFile(path, async (handle) => digestOf(handle, (await handle.stat()).size));

const describe = async (session: Session, { query }: TableSource): Promise<SourceColumn[]> =>
  (await session.rows(`describe ${query}`)).map((row) => ({
    name: plainText(row["column_name"]),
    type: plainText(row["column_type"]),
  }));

const columnsOf = async (session: Session, source: TableSource): Promise<readonly SourceColumn[]> => {
  const columns = source.columns ?? (await describe(session, source));
  const odd = columns.find(({ type }) => !plainTypes.test(type));
  if (odd === undefined) return columns;
  throw new PolkuError("internal", { problem: `${source.name}.${odd.name} is published as ${odd.type}.` });
};

/** A time is stored without zone, and meant in UTC; without saying so a reader would take it as local. */
const published = ({ name, type }: SourceColumn): string =>
  type === "TIMESTAMP"
    ? `make_timestamptz(epoch_us(${quotedName(name)})) as ${quotedName(name)}`
    : quotedName(name);

/** What a table's file holds: the rows of its source as readers get them. */
export const publishedRows = (
  { query }: Pick<TableSource, "query">,
  columns: readonly SourceColumn[],
): string => `select ${columns.map(published).join(", ")} from (${query})`;

const publishedType = (type: string): string => (type === "TIMESTAMP" ? "TIMESTAMP WITH TIME ZONE" : type);

export interface CopiedTable {
  readonly name: string;
  readonly rows: number;
  /** Its entry in the manifest, once the file is on disk; meanwhile the session can go on. */
  readonly entry: Promise<ManifestTable>;
}

/** Writes `<name>.parquet` into a folder. */
export const copyTable = async (
  session: Session,
  source: TableSource,
  folder: string,
): Promise<CopiedTable> => {
  const columns = await columnsOf(session, source);
  const described = columns.map(({ name, type }) => ({
    name,
    type: publishedType(type),
    comment: source.columnComments[name] ?? null,
  }));
  const file = `${source.name}.parquet`;
  const path = join(folder, file);
  const rows = await session.run(
    `copy (${publishedRows(source, columns)})
    to ${quotedText(path)} (${parquetOptions({ ...source, columns: described })})`,
  );
  const seal = async (): Promise<ManifestTable> => {
    const { bytes, sha256 } = await sealed(path);
    return {
      name: source.name,
      file,
      rows,
      bytes,
      sha256,
      comment: source.comment,
      grain: [...source.grain],
      columns: described,
    };
  };
  const entry = seal();
  // Whoever waits for it is told; where nobody does any more, something else has failed.
  entry.catch(() => undefined);
  return { name: source.name, rows, entry };
};
