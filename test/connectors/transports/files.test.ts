import { createHash } from "node:crypto";
import { appendFile, chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findFiles, openFile } from "../../../connectors/transports/files.ts";
import type { EarlierContent, OpenedFile } from "../../../connectors/transports/files/opened-file.ts";
import { readSizes } from "../../../connectors/transports/files/records/record-block.ts";
import { flatten } from "./files/records/cut-laws.ts";

let folder = "";

const write = async (path: string, content: string | Buffer = ""): Promise<string> => {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-files-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const find = async (...patterns: string[]): Promise<string[]> =>
  (await findFiles(patterns, folder)).map(({ path }) => path);

const recordsOf = async (opened: OpenedFile): Promise<readonly string[]> => {
  if (opened.shape === "parquet") return [];
  const first = [];
  const blocks = opened.blocks();
  for await (const block of blocks) {
    // Numbered from where they begin; the flattening starts at one.
    first.push(block.firstPosition);
    const { places } = await flatten(
      (async function* () {
        yield { ...block, firstPosition: 1 };
      })(),
    );
    first.push(...places);
  }
  return first.map(String);
};

describe("the files of a source", () => {
  beforeAll(async () => {
    for (const path of [
      "a/1.csv",
      "a/2.csv",
      "a/2.json",
      "a/b/3.csv",
      "a/b/c/4.csv",
      "a/.hidden.csv",
      "a/.h/5.csv",
    ]) {
      await write(path);
    }
    for (const path of [
      "x/[1].csv",
      "x/{a}.csv",
      "x/\u00e4.csv",
      "x/z.csv",
      "x/\u{1f600}.csv",
      "x/\uff5e.csv",
    ]) {
      await write(path);
    }
    await symlink("b", join(folder, "a/link"));
    await symlink("..", join(folder, "a/b/up"));
    await symlink("nowhere", join(folder, "a/broken.csv"));
  });

  it("are found by patterns, sorted by the bytes of their paths, each once", async () => {
    expect(await find("a/*.csv")).toEqual(["a/1.csv", "a/2.csv", "a/broken.csv"]);
    expect(await find("a/?.csv", "a/[1-1].csv", "./a/1.csv", "a/b/../1.csv")).toEqual(["a/1.csv", "a/2.csv"]);
    expect(await find("a/[!1].{csv,json}")).toEqual(["a/2.csv", "a/2.json"]);
    expect(await find("*/*.csv")).toContain("x/z.csv");
    expect(await find("x/*.csv")).toEqual([
      "x/[1].csv",
      "x/z.csv",
      "x/{a}.csv",
      "x/\u00e4.csv",
      "x/\uff5e.csv",
      "x/\u{1f600}.csv",
    ]);
    expect(await find("none/*.csv", "a/*.txt", "a/9.csv")).toEqual([]);
  });

  it("may lie in folders of any depth; links are followed, but never in a circle", async () => {
    expect(await find("a/**/*.csv")).toEqual([
      "a/1.csv",
      "a/2.csv",
      "a/b/3.csv",
      "a/b/c/4.csv",
      "a/broken.csv",
      "a/link/3.csv",
      "a/link/c/4.csv",
    ]);
    expect(await find("a/b/c/**", "a/link/**/3.csv")).toEqual(["a/b/c/4.csv", "a/link/3.csv"]);
    expect(await find("a/**/c/*.csv")).toEqual(["a/b/c/4.csv", "a/link/c/4.csv"]);
  });

  it("are hidden only where a pattern does not name them", async () => {
    expect(await find("a/.*.csv")).toEqual(["a/.hidden.csv"]);
    expect(await find("a/.h/*.csv")).toEqual(["a/.h/5.csv"]);
  });

  it("may be named as they are, whatever signs are in the name, from anywhere", async () => {
    expect(await find("x/[1].csv", "x/{a}.csv")).toEqual(["x/[1].csv", "x/{a}.csv"]);
    expect(await find(join(folder, "a/1.csv"))).toEqual(["a/1.csv"]);
    const [outside] = await findFiles([join(folder, "a/*1.csv")], join(folder, "x"));
    expect(outside).toEqual({ path: "../a/1.csv", absolutePath: join(folder, "a/1.csv") });
  });

  it("include a folder that is named as a file, or that may not be read: they are told of when read", async () => {
    expect(await find("a/b")).toEqual(["a/b"]);
    await mkdir(join(folder, "locked"));
    await chmod(join(folder, "locked"), 0o000);
    const mayRead = process.getuid?.() === 0;
    expect(await find("locked/*.csv")).toEqual(mayRead ? [] : ["locked"]);
  });
});

describe("a file that was read before", () => {
  const options = { limits: { max_line_bytes: 1000, max_depth: 50 }, prefersRows: false };

  const earlierOf = async (path: string): Promise<EarlierContent> => {
    const opened = await openFile(path, options);
    if (opened.shape === "parquet") throw new Error("no text");
    let recordsThrough = 0;
    for await (const block of opened.blocks()) recordsThrough += block.places;
    return {
      ...opened.bytes.digest(),
      recordsThrough,
      endsWithNewline: opened.endsWithNewline(),
      isUnreadable: false,
    };
  };

  const read = async (path: string, earlier: EarlierContent, chunkBytes = 1 << 20) => {
    const opened = await openFile(path, { ...options, earlier, sizes: { ...readSizes, chunkBytes } });
    const records = await recordsOf(opened);
    const digest = opened.bytes.digest();
    await opened.bytes.close();
    return { isTail: opened.isTail, records, digest };
  };

  it("and only grew by whole lines is read from there on", async () => {
    for (const chunkBytes of [1, 7, 1000]) {
      const path = await write("grown.ndjson", '\ufeff{"a":1}\n\n{"a":2}\n');
      const earlier = await earlierOf(path);
      expect(await read(path, earlier, chunkBytes)).toMatchObject({ isTail: true, records: [] });
      await appendFile(path, '{"a":3}\n{"a":4}');
      const grown = await read(path, earlier, chunkBytes);
      expect(grown).toMatchObject({ isTail: true, records: ["4", '1 {"a":3}', '2 {"a":4}'] });
      const whole = createHash("sha256").update('\ufeff{"a":1}\n\n{"a":2}\n{"a":3}\n{"a":4}').digest("hex");
      expect(grown.digest.sha256).toBe(whole);
    }
  });

  it("and changed in any other way is read whole", async () => {
    const text = '{"a":1}\n{"a":2}\n';
    const cases: [string, string | Buffer, string | Buffer][] = [
      ["edited.ndjson", text, '{"a":9}\n{"a":2}\n{"a":3}\n'],
      ["shorter.ndjson", text, '{"a":1}\n'],
      ["open.ndjson", '{"a":1}\n{"a":', '{"a":1}\n{"a":2}\n'],
      ["rows.csv", "a,b\n1,2\n", "a,b\n1,2\n3,4\n"],
      ["list.json", "[1]\n", '[1]\n{"a":2}\n'],
      ["packed.ndjson.gz", gzipSync(text), Buffer.concat([gzipSync(text), gzipSync(text)])],
    ];
    for (const [name, before, after] of cases) {
      const path = await write(name, before);
      const earlier = await earlierOf(path);
      await write(name, after);
      const { isTail, digest } = await read(path, earlier);
      expect(isTail, name).toBe(false);
      expect(digest.sizeBytes, name).toBe(Buffer.byteLength(after));
    }
  });
});
