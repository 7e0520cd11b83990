// A folder with a configuration whose sources take events by HTTP.
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadedConfig, loadConfig } from "../../../../pipeline/config.ts";

export const keysYaml = `sources:
  - { name: shop, connector: web/segment, inputs: [ { http: { write_key_file: keys/shop } } ] }
  - { name: app,  connector: polku/events, inputs: [ { http: { write_key_file: app.keys } } ] }
  - { name: till, connector: polku/events, files: data/*.ndjson }
http: { read_key_file: read.keys }
`;

const folders: string[] = [];

/** Removes what the fixtures of this file's tests made. */
export const removeFolders = async (): Promise<void> => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
};

export const newFolder = async (yaml = keysYaml): Promise<{ folder: string; config: string }> => {
  const folder = await mkdtemp(join(tmpdir(), "polku-keys-"));
  folders.push(folder);
  await writeFile(join(folder, "polku.yaml"), yaml);
  return { folder, config: join(folder, "polku.yaml") };
};

/** A line as the documentation gives it, made without the code under test. */
export const digestLine = (key: string, comment = ""): string =>
  `sha256:${createHash("sha256").update(key).digest("hex")} ${comment}\n`;

/** Writes files into a new folder and reads its configuration. */
export const loadedWith = async (
  files: Readonly<Record<string, string>>,
  yaml = keysYaml.replace("keys/shop", "shop.keys"),
): Promise<LoadedConfig> => {
  const { folder, config } = await newFolder(yaml);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return loadConfig(config);
};
