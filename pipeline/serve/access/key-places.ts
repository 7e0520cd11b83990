// Where a configuration keeps its keys: the file of each source's write keys, and that of the read keys.
import { resolve } from "node:path";
import type { SourceConfig } from "../../../models/config.ts";
import type { HttpInput } from "../../../models/config/stream.ts";
import type { LoadedConfig } from "../../config.ts";
import { fileStamp, type KeyFile, unusable } from "./key-file.ts";
import type { OwnedFile } from "./key-ring.ts";

/** What a source says of HTTP; undefined where it takes nothing that way. */
export const httpInputOf = (source: SourceConfig): HttpInput | undefined =>
  source.inputs?.flatMap((input) => ("http" in input ? [input.http] : []))[0];

/** Names the configuration in commands where it is not the one that is found by itself. */
const configOption = (file: string): string =>
  file === "./polku.yaml" || file === "polku.yaml" ? "" : ` --config ${file}`;

const keyFile = (name: string, loaded: LoadedConfig, command: string): KeyFile => ({
  name,
  path: resolve(loaded.folder, name),
  command: `${command}${configOption(loaded.file)}`,
});

/** The file of a source's write keys; undefined where it has none. */
export const writeKeyFile = (source: SourceConfig, loaded: LoadedConfig): OwnedFile | undefined => {
  const name = httpInputOf(source)?.write_key_file;
  if (name === undefined) return undefined;
  return { owner: source.name, file: keyFile(name, loaded, `polku keys add ${source.name}`) };
};

export const writeKeyFiles = (loaded: LoadedConfig): OwnedFile[] =>
  loaded.config.sources.flatMap((source) => writeKeyFile(source, loaded) ?? []);

/** Whose the read keys are; no source can have this name. */
export const readers = "(read)";

/** The file of the keys that may read profiles; undefined where nobody may. */
export const readKeyFile = (loaded: LoadedConfig): OwnedFile | undefined => {
  const name = loaded.config.http.read_key_file;
  if (name === undefined) return undefined;
  return { owner: readers, file: keyFile(name, loaded, "polku keys add --read") };
};

/** Every file of keys that the configuration names. */
export const keyFiles = (loaded: LoadedConfig): OwnedFile[] => {
  const read = readKeyFile(loaded);
  return read === undefined ? writeKeyFiles(loaded) : [...writeKeyFiles(loaded), read];
};

/** Throws keys_unusable where files of keys are missing that the configuration names: all at once, not one at a time. */
export const refuseMissingKeys = async (loaded: LoadedConfig): Promise<void> => {
  const files = keyFiles(loaded).map(({ file }) => file);
  const stamps = await Promise.all(files.map(({ path }) => fileStamp(path)));
  const [first, ...others] = files.filter((_, index) => stamps[index] === undefined);
  if (first === undefined) return;
  if (others.length === 0) throw unusable(first, "it is missing", `\`${first.command}\` makes it.`);
  const names = others.map(({ name }) => name).join(", ");
  const commands = [first, ...others].map(({ command }) => `\`${command}\``).join(", ");
  throw unusable(
    first,
    `it is missing, and so ${others.length === 1 ? "is" : "are"} ${names}`,
    `These make them: ${commands}.`,
  );
};
