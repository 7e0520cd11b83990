// How the records of a source are read: the mapping of its format, or the user's own file beside the configuration.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { formats } from "../../connectors/registry.ts";
import type { Config, SourceConfig } from "../../models/config.ts";
import { PolkuError } from "../../models/errors.ts";
import type { StagePlan } from "../stages/land/stage-plan.ts";
import { customMapping, formatMapping, type Mapping } from "../stages/map/mapping.ts";

/** What a plan needs to know of the configuration and where it stands. */
interface Setting {
  readonly config: Config;
  readonly folder: string;
  readonly workspace: string;
}

/** Throws config_invalid where the connector is unknown or the mapping's file cannot be read. */
export const stagePlan = async (
  source: SourceConfig,
  { config, folder, workspace }: Setting,
): Promise<StagePlan> => ({
  source,
  mapping: await sourceMapping(source, folder),
  limits: config.limits,
  temporaryFolder: join(workspace, "tmp"),
});

const sourceMapping = async (source: SourceConfig, folder: string): Promise<Mapping> => {
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
