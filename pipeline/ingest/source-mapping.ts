// The mapping of a source: that of its format, or the user's own file beside the configuration.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { formats } from "../../connectors/registry.ts";
import type { SourceConfig } from "../../models/config.ts";
import { PolkuError } from "../../models/errors.ts";
import { customMapping, formatMapping, type Mapping } from "../stages/map/mapping.ts";

/** Throws config_invalid where the connector is unknown or the mapping's file cannot be read. */
export const sourceMapping = async (source: SourceConfig, folder: string): Promise<Mapping> => {
  const format = formats.find(({ name }) => name === source.connector);
  if (format !== undefined) return formatMapping(format);
  if (source.connector !== "custom" || source.mapping === undefined) {
    throw refused(source, `there is no connector ${source.connector}`);
  }
  try {
    return customMapping(source.mapping, await readFile(resolve(folder, source.mapping), "utf8"));
  } catch (error) {
    throw refused(source, `its mapping ${source.mapping} cannot be read`, error);
  }
};

const refused = (source: SourceConfig, problem: string, cause?: unknown): PolkuError =>
  new PolkuError("config_invalid", { file: `source ${source.name}`, problems: problem }, { cause });
