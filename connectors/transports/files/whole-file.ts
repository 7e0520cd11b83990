// Opens a file from its first byte: finds out what it holds and how it is cut into records.
import { contentKind, extensionOf } from "./records/content-kind.ts";
import type { FileBytes } from "./bytes/file-bytes.ts";
import { contentOf, withoutFirst } from "./bytes/file-content.ts";
import { headed } from "./bytes/head.ts";
import { readHeader } from "./records/header-row.ts";
import { lineBlocks } from "./records/line-blocks.ts";
import { enoughToTell, LineEnding, type OpenedFile, type ReadOptions } from "./opened-file.ts";
import { plainFile } from "./bytes/plain-file.ts";
import { readSizes } from "./records/record-block.ts";
import { UnreadableFile } from "./bytes/unreadable-file.ts";
import { wholeLines, wholeRows } from "./bytes/whole-lines.ts";
import { rowBlocks } from "./records/row-blocks.ts";
import { valueBlocks } from "./records/value-blocks.ts";

/** Throws UnreadableFile. */
export const openWhole = async (bytes: FileBytes, options: ReadOptions): Promise<OpenedFile> => {
  const { limits, sizes = readSizes } = options;
  const content = await contentOf(bytes);
  const opened = { bytes, isTail: false, endsWithNewline: () => false };
  if (!content.isParquet && extensionOf(bytes.path) === "parquet") {
    throw new UnreadableFile(
      "it is named as Parquet and is none; name it for what it holds, or deliver it again",
    );
  }
  if (content.isParquet) {
    return {
      ...opened,
      shape: "parquet",
      withPlainFile: (folder, work) => plainFile(bytes, content, folder, work),
    };
  }
  const start = await headed(content.chunks(), enoughToTell(limits));
  const kind = contentKind(start.head, start.isWhole, bytes.path, options.prefersRows);
  const isPlain = !content.isPacked;
  if (kind === "rows") {
    const { delimiter, columns, ...header } = readHeader(start.head, bytes.path, limits);
    const dialect = { delimiter, fields: columns.length };
    const blocks = (): ReturnType<typeof rowBlocks> =>
      rowBlocks(
        withoutFirst(isPlain ? wholeRows(start.chunks(), bytes) : start.chunks(), header.bytes),
        dialect,
        header.lines,
        limits,
        sizes,
      );
    return { ...opened, shape: "rows", columns, blocks };
  }
  if (kind === "values") {
    return {
      ...opened,
      shape: "json",
      columns: [],
      blocks: () => valueBlocks(start.chunks(), limits, sizes),
    };
  }
  const ending = new LineEnding(false);
  return {
    ...opened,
    shape: "json",
    columns: [],
    blocks: () =>
      lineBlocks(ending.watched(isPlain ? wholeLines(start.chunks(), bytes) : start.chunks()), limits, sizes),
    endsWithNewline: () => isPlain && ending.isNewline,
  };
};
