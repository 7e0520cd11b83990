import { createHash } from "node:crypto";
import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFile } from "../../../../../connectors/transports/files.ts";
import type { EarlierContent } from "../../../../../connectors/transports/files/opened-file.ts";
import { readSizes } from "../../../../../connectors/transports/files/records/record-block.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-written-"));
});
afterAll(() => rm(folder, { recursive: true }));

const limits = { max_line_bytes: 1000, max_depth: 50 };

/** Reads a file; `meanwhile` happens once it is open and its end is known. */
const read = async (
  path: string,
  meanwhile: () => Promise<void>,
  chunkBytes: number,
  earlier?: EarlierContent,
): Promise<{ text: string; content: EarlierContent; isTail: boolean }> => {
  const sizes = { ...readSizes, chunkBytes };
  const opened = await openFile(path, {
    limits,
    prefersRows: false,
    sizes,
    ...(earlier === undefined ? {} : { earlier }),
  });
  if (opened.shape === "parquet") throw new Error("no text");
  await meanwhile();
  let text = "";
  let recordsThrough = earlier?.recordsThrough ?? 0;
  for await (const block of opened.blocks()) {
    text += block.text.toString();
    recordsThrough = block.firstPosition + block.places - 1;
  }
  const endsWithNewline = opened.endsWithNewline();
  const content = { ...opened.bytes.digest(), recordsThrough, endsWithNewline, isUnreadable: false };
  return { text, content, isTail: opened.isTail };
};

const digestOf = (text: string): object => ({
  sizeBytes: Buffer.byteLength(text),
  sha256: createHash("sha256").update(text).digest("hex"),
});

const nothing = async (): Promise<void> => undefined;
const lines = '{"a":1}\n{"a":2}\n';

describe("a file that is written while it is read", () => {
  it("gives the lines that were whole when it was opened; the rest comes with the next reading", async () => {
    for (const chunkBytes of [1, 7, 1 << 20]) {
      const path = join(folder, "grown.ndjson");
      await writeFile(path, `${lines}{"a":`);
      const first = await read(path, () => appendFile(path, '3}\n{"a":4}\n{"a'), chunkBytes);
      // With a byte at a time, no more than the last two of them can be taken back.
      const isHeld = chunkBytes > 1;
      expect(first.text).toBe(isHeld ? lines : `${lines}{"a":`);
      expect(first.content).toMatchObject({ ...digestOf(first.text), endsWithNewline: isHeld });
      if (!isHeld) continue;
      const second = await read(path, () => appendFile(path, '":5}\n'), chunkBytes, first.content);
      expect(second).toMatchObject({ isTail: true, text: '{"a":3}\n{"a":4}\n' });
      expect(second.content).toMatchObject({ ...digestOf(`${lines}${second.text}`), recordsThrough: 4 });
      const third = await read(path, nothing, chunkBytes, second.content);
      expect(third).toMatchObject({ isTail: true, text: '{"a":5}\n', content: { recordsThrough: 5 } });
    }
  });

  it("gives a last line without its end where nobody wrote meanwhile", async () => {
    const path = join(folder, "open.ndjson");
    await writeFile(path, `${lines}{"a":3}`);
    const { text, content } = await read(path, nothing, 7);
    expect(text).toBe(`${lines}{"a":3}`);
    expect(content).toMatchObject({ ...digestOf(text), endsWithNewline: false });
  });

  it("is read to its end where it is renamed and another takes its name", async () => {
    const path = join(folder, "rotated.ndjson");
    await writeFile(path, `${lines}{"a":3}`);
    const rotate = async (): Promise<void> => {
      await rename(path, `${path}.1`);
      await writeFile(path, '{"a":9}\n');
    };
    const first = await read(path, rotate, 7);
    expect(first.text).toBe(`${lines}{"a":3}`);
    expect(await read(path, nothing, 7, first.content)).toMatchObject({ isTail: false, text: '{"a":9}\n' });
  });

  it("gives its whole lines where it is written to under another name", async () => {
    const path = join(folder, "moved.ndjson");
    await writeFile(path, `${lines.repeat(20_000)}{"a":`);
    const move = async (): Promise<void> => {
      await rename(path, `${path}.1`);
      await appendFile(`${path}.1`, "3}\n");
      await writeFile(path, '{"a":9}\n');
    };
    const first = await read(path, move, 100_000 + 3);
    expect(first.text).toBe(lines.repeat(20_000));
    expect(first.content).toMatchObject(digestOf(first.text));
    expect(await read(path, nothing, 7, first.content)).toMatchObject({ isTail: false, text: '{"a":9}\n' });
  });

  it("and cut to nothing gives the whole lines that were read of it", async () => {
    const path = join(folder, "truncated.ndjson");
    await writeFile(path, lines.repeat(20_000));
    const first = await read(path, () => truncate(path, 0), 100_000 + 3);
    expect(lines.repeat(20_000).startsWith(first.text)).toBe(true);
    expect(first.text.endsWith("\n")).toBe(true);
    expect(first.content).toMatchObject({ ...digestOf(first.text), endsWithNewline: true });
    await appendFile(path, '{"a":9}\n');
    expect(await read(path, nothing, 7, first.content)).toMatchObject({ isTail: false, text: '{"a":9}\n' });
  });

  it("is refused where a row may be cut, for no sign tells a cut value from a whole one", async () => {
    const path = join(folder, "rows.csv");
    await writeFile(path, "a,b\n1,2\n3,4");
    await expect(read(path, () => appendFile(path, "00\n5,6"), 7)).rejects.toThrow(
      /changed while it was read/,
    );
    await writeFile(path, "a,b\n1,2\n3,400\n");
    expect((await read(path, () => appendFile(path, "5,6\n"), 7)).content).toMatchObject(
      digestOf("a,b\n1,2\n3,400\n"),
    );
  });
});
