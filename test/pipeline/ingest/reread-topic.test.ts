import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../../pipeline/config.ts";
import { rereadTopic } from "../../../pipeline/index.ts";
import { readOffsets, writeOffsets } from "../../../pipeline/stream/stream-offsets.ts";
import { openWorkspace, type Workspace } from "../../../pipeline/workspace.ts";
import { jsonOf, runCommand } from "../commands/run-command.ts";

let folder: string;
let config: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-reread-"));
  config = join(folder, "polku.yaml");
  await writeFile(
    config,
    `sources:
  - name: shop
    connector: polku/events
    inputs: [{ kafka: { brokers: ["127.0.0.1:9"], topics: [orders, orders-late] } }]
`,
  );
});
afterEach(() => rm(folder, { recursive: true }));

const inStore = async <Result>(act: (workspace: Workspace) => Promise<Result>): Promise<Result> => {
  const workspace = await openWorkspace(await loadConfig(config));
  try {
    return await act(workspace);
  } finally {
    await workspace.close();
  }
};

const streams = ["journal", "kafka:orders-late/0", "kafka:orders/0", "kafka:orders/11"];

const fill = (): Promise<void> =>
  inStore(({ warehouse }) =>
    writeOffsets(
      warehouse.writer,
      streams.map((stream) => ({ stream, next: 7n, mark: null })),
    ),
  );

const left = async (): Promise<string[]> =>
  (await inStore(({ warehouse }) => readOffsets(warehouse.writer))).map(({ stream }) => stream);

describe("reading a topic again", () => {
  it("forgets how far its partitions are stored, and nothing of any other", async () => {
    await fill();
    expect(await rereadTopic({ config, topic: "orders" })).toEqual({
      topic: "orders",
      source: "shop",
      partitions: 2,
    });
    expect(await left()).toEqual(["journal", "kafka:orders-late/0"]);
  });

  it("does nothing where nothing is stored, and makes no store", async () => {
    expect(await rereadTopic({ config, topic: "orders" })).toMatchObject({ partitions: 0 });
    await expect(rm(join(folder, "workspace"), { recursive: true })).rejects.toThrow("ENOENT");
  });

  it("refuses a topic that no source reads, and a workspace that is in use", async () => {
    await expect(rereadTopic({ config, topic: "other" })).rejects.toMatchObject({ code: "usage" });
    await inStore(async () => {
      await expect(rereadTopic({ config, topic: "orders" })).rejects.toMatchObject({
        code: "workspace_in_use",
      });
    });
  });

  it("is told to the command line", async () => {
    await fill();
    const spoken = await runCommand(["stream", "reread", "orders", "--config", config]);
    expect([spoken.code, spoken.stdout.toString()]).toEqual([
      0,
      "`polku stream` will read orders from its first record; what is stored of it already counts as duplicate.\n",
    ]);
    expect(await jsonOf("stream", "reread", "orders-late", "--config", config)).toEqual({
      topic: "orders-late",
      source: "shop",
      partitions: 1,
    });
    expect(await left()).toEqual(["journal"]);
  });
});
