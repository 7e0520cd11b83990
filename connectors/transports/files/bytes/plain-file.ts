// A file that another program will open by its path: as it lies if it is not packed, else unpacked beside.
import { randomUUID } from "node:crypto";
import { mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { FileBytes } from "./file-bytes.ts";
import type { FileContent } from "./file-content.ts";
import { changedWhileRead } from "./unreadable-file.ts";

/** Reads all of `bytes` first. The unpacked file is readable for its user only and gone when `work` ends. */
export const plainFile = async <Result>(
  bytes: FileBytes,
  content: FileContent,
  folder: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> => {
  const chunks = content.chunks();
  if (!content.isPacked) {
    while ((await chunks.next()).done !== true);
    const result = await work(bytes.path);
    const now = await FileBytes.find(bytes.path, 1);
    if (now.modifiedNs !== bytes.modifiedNs) {
      throw changedWhileRead();
    }
    return result;
  }
  const path = join(folder, `unpacked-${randomUUID()}.parquet`);
  await mkdir(folder, { recursive: true });
  try {
    const file = await open(path, "wx", 0o600);
    try {
      for await (const chunk of chunks) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
    return await work(path);
  } finally {
    await unlink(path).catch(() => undefined);
  }
};
