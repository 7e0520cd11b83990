// A small shop whose workspace this process keeps open, with its control socket, as a stream would.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { loadConfig, type LoadedConfig } from "../../../pipeline/config.ts";
import { type Control, type ControlSettings, openControl } from "../../../pipeline/control/control-server.ts";
import { createLog } from "../../../pipeline/log.ts";
import { run } from "../../../pipeline/run.ts";
import { type KeptWorkspace, keepOpen } from "../../../pipeline/workspace/kept-workspace.ts";

export interface KeptShop {
  readonly folder: string;
  readonly loaded: LoadedConfig;
  readonly kept: KeptWorkspace;
  readonly control: Control;
  readonly logFile: string;
  close(): Promise<void>;
}

export const event = (id: string, device: string, email: string): string =>
  JSON.stringify({
    event_id: id,
    channel: "web",
    event_type: "page_viewed",
    occurred_at: "2026-03-01T10:00:00Z",
    identifiers: { anonymous_id: device, email },
  });

export const shopConfiguration = "sources: [{ name: shop, connector: polku/events, files: events.ndjson }]\n";

/** A folder with two people who know nothing of each other, and a line that is none. `within`: folders below it. */
export const writeShop = async (within = ""): Promise<LoadedConfig> => {
  const folder = join(await mkdtemp(join(tmpdir(), "polku-shop-")), within);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "polku.yaml"), shopConfiguration);
  const lines = [event("1", "c1", "maija@example.com"), event("2", "c2", "matti@example.com"), "{"];
  await writeFile(join(folder, "events.ndjson"), `${lines.join("\n")}\n`);
  return loadConfig(join(folder, "polku.yaml"));
};

/** `publishNow` does what a run does, as a stream that reads the same sources would. */
export const keepShop = async (
  loaded: LoadedConfig,
  given: Partial<ControlSettings> = {},
): Promise<KeptShop> => {
  const { folder } = loaded;
  const logFile = join(folder, "stream.log");
  const log = createLog({ level: "info", file: logFile });
  const kept = await keepOpen(loaded);
  const publishNow = (): ReturnType<typeof run> => run({ config: loaded.file });
  const control = await openControl({ kept, loaded, log, publishNow, ...given });
  return {
    folder,
    loaded,
    kept,
    control,
    logFile,
    close: async () => {
      await control.close();
      await kept.close();
      const [root = ""] = relative(tmpdir(), folder).split(sep);
      await rm(join(tmpdir(), root), { recursive: true });
    },
  };
};
