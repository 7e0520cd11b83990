// Which contents of a source's files are in the store already.
import { plainText } from "../warehouse/plain-value.ts";
import type { Session } from "../warehouse/session.ts";

/** The content of a file that was read last. */
export interface KnownFile {
  readonly path: string;
  readonly version: number;
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
  readonly sha256: string;
  readonly recordsThrough: number;
  readonly endsWithNewline: boolean;
  readonly isUnreadable: boolean;
}

/** By path; the latest version of each. */
export const knownFiles = async (
  session: Session,
  source: string,
): Promise<ReadonlyMap<string, KnownFile>> => {
  const rows = await session.rows(
    `select path, version, size_bytes, modified_ns::varchar as modified_ns, sha256, records, ends_with_newline, is_unreadable
    from ingested_files where source = $1
    qualify row_number() over (partition by path order by version desc) = 1`,
    [source],
  );
  return new Map(
    rows.map((row) => [
      plainText(row["path"]),
      {
        path: plainText(row["path"]),
        version: Number(row["version"]),
        sizeBytes: Number(row["size_bytes"]),
        modifiedNs: BigInt(plainText(row["modified_ns"])),
        sha256: plainText(row["sha256"]),
        recordsThrough: Number(row["records"]),
        endsWithNewline: row["ends_with_newline"] === true,
        isUnreadable: row["is_unreadable"] === true,
      },
    ]),
  );
};

/** A file that was touched but not changed: remember its new time, so that it is not read again. */
export const rememberTouch = async (
  session: Session,
  source: string,
  path: string,
  version: number,
  modifiedNs: bigint,
): Promise<void> => {
  await session.run(
    "update ingested_files set modified_ns = $4 where source = $1 and path = $2 and version = $3",
    [source, path, version, modifiedNs],
  );
};

/** `path`, then `path#2`, `path#3` for each further content. */
export const originOf = (path: string, version: number): string =>
  version === 1 ? path : `${path}#${version}`;
