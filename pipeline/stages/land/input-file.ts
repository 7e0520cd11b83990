// One file that is to be read, and what is remembered of its content once it was.
import type { FoundFile } from "../../../connectors/transports/files.ts";
import {
  digestOfFile,
  FileBytes,
  type FileDigest,
} from "../../../connectors/transports/files/bytes/file-bytes.ts";
import { changedWhileRead } from "../../../connectors/transports/files/bytes/unreadable-file.ts";
import type { EarlierContent, OpenedFile } from "../../../connectors/transports/files/opened-file.ts";
import type { ReadSizes } from "../../../connectors/transports/files/records/record-block.ts";
import type { StagedFile } from "../staged-file.ts";

export interface InputFile extends FoundFile {
  /** What the store calls this content of the file. */
  readonly origin: string;
}

type ContentFacts = Pick<
  StagedFile,
  "sizeBytes" | "modifiedNs" | "sha256" | "endsWithNewline" | "isUnreadable" | "bytesRead" | "recordsThrough"
>;

/** Of a file whose records were read to the end; `lastPosition` is the highest that was given. */
export const contentFacts = async (
  opened: OpenedFile,
  lastPosition: number,
  earlier: EarlierContent | undefined,
  { chunkBytes }: ReadSizes,
): Promise<ContentFacts> => {
  const { bytes } = opened;
  const before = (opened.isTail ? earlier : undefined) ?? { sizeBytes: 0, recordsThrough: 0 };
  const digest = bytes.isComplete ? bytes.digest() : await digestOfUnchanged(bytes, chunkBytes);
  return {
    ...digest,
    modifiedNs: bytes.modifiedNs,
    endsWithNewline: opened.shape !== "parquet" && opened.endsWithNewline(),
    isUnreadable: false,
    bytesRead: digest.sizeBytes - before.sizeBytes,
    recordsThrough: Math.max(lastPosition, before.recordsThrough),
  };
};

/** Of a file that had to be read twice. Throws UnreadableFile where it is not the one that was read first. */
const digestOfUnchanged = async (
  { path, modifiedNs }: FileBytes,
  chunkBytes: number,
): Promise<FileDigest> => {
  const digest = await digestOfFile(path, chunkBytes);
  const now = await FileBytes.find(path, chunkBytes);
  if (now.modifiedNs !== modifiedNs) throw changedWhileRead();
  return digest;
};
