// Opens the files of one snapshot that analyses read. Needs no lock on the workspace; writes nothing.
import { join } from "node:path";
import type { AnalysisFiles } from "../../../models/manifest.ts";
import { PolkuError } from "../../../models/errors.ts";
import type { LoadedConfig } from "../../config.ts";
import { instantOf } from "../../run/data-end.ts";
import { locateSnapshot, type Snapshot } from "../../snapshots/locate.ts";
import { snapshotFault } from "../../snapshots/wholeness.ts";
import { EngineError, engineErrors } from "../../warehouse/engine-error.ts";
import { quotedName, quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";
import { type EngineSettings, Warehouse } from "../../warehouse/warehouse.ts";
import { engineSettings } from "../../workspace.ts";

export const identities = ["stitched", "unstitched"] as const;

/** Who a person is: a profile, or the most local identifier of each event, as if nobody had stitched. */
export type Identity = (typeof identities)[number];

export interface SourceOptions {
  /** A snapshot's id; the current one where none is given. */
  readonly snapshot?: string | undefined;
  /** Default stitched. */
  readonly identity?: Identity | undefined;
  /** The published tables that are read beside the files of analyses; all where nothing is said. */
  readonly published?: readonly string[] | undefined;
}

/**
 * A session with a view for each file: touchpoints (with `place`, its row in the file), kinds, items, people,
 * units, event_properties; and of the published tables those that were asked for.
 */
export interface AnalysisSource {
  readonly session: Session;
  readonly snapshot: Snapshot;
  readonly identity: Identity;
  readonly files: AnalysisFiles;
  /** Columns of touchpoints as bare numbers; undefined where only the view knows them. */
  readonly columns: AnalysisFiles["columns"];
  /** Whether a word that no touchpoint has is a slip. What the configuration defines may speak of what is still to come. */
  readonly isStrict: boolean;
  /** The configuration of today, for definitions that are named. */
  readonly loaded: Pick<LoadedConfig, "config" | "namespaces">;
}

/** Microseconds since 1970 of the end of the data; minus infinity where there is no event yet. */
export const dataEndMicros = ({ snapshot }: AnalysisSource): number => {
  const { data_end } = snapshot.manifest;
  return data_end === null ? Number.NEGATIVE_INFINITY : Number(instantOf(data_end));
};

const filesOf = ({ id, manifest }: Snapshot, workspace: string): AnalysisFiles => {
  if (manifest.analysis !== undefined) return manifest.analysis;
  throw new PolkuError("snapshot_damaged", {
    workspace,
    snapshot: id,
    problem: "an earlier version wrote it without what analyses read; `polku run` writes it anew",
  });
};

const createViews = async (
  session: Session,
  { folder, manifest }: Snapshot,
  files: AnalysisFiles,
  published: readonly string[] | undefined,
): Promise<void> => {
  for (const { name, file } of files.tables) {
    const path = quotedText(join(folder, file));
    const reading =
      name === "touchpoints"
        ? `select * exclude (file_row_number), file_row_number::integer as place from read_parquet(${path}, file_row_number = true)`
        : `select * from read_parquet(${path})`;
    await session.run(`create temp view ${quotedName(name)} as ${reading}`);
  }
  for (const { name, file } of manifest.tables) {
    if (published?.includes(name) === false) continue;
    await session.run(
      `create temp view ${quotedName(name)} as select * from read_parquet(${quotedText(join(folder, file))})`,
    );
  }
};

export interface OpenFiles {
  readonly snapshot: Snapshot;
  readonly loaded: AnalysisSource["loaded"];
  /** How an engine is opened for them; or one that is open already and takes them into a session of their own. */
  readonly engine: EngineSettings | Warehouse;
  readonly identity?: Identity | undefined;
  readonly published?: readonly string[] | undefined;
}

const inSession = async <Answer>(
  engine: OpenFiles["engine"],
  work: (session: Session) => Promise<Answer>,
): Promise<Answer> => {
  const warehouse = engine instanceof Warehouse ? engine : await Warehouse.open(":memory:", engine);
  const session = await warehouse.session();
  try {
    return await work(session);
  } finally {
    session.close();
    if (warehouse !== engine) warehouse.close();
  }
};

/** Opens the files of a snapshot's folder, whether it is published or about to be; hands them to `work`, closes them. */
export const withFiles = async <Answer>(
  { snapshot, loaded, engine, identity = "stitched", published }: OpenFiles,
  work: (source: AnalysisSource) => Promise<Answer>,
): Promise<Answer> => {
  const files = filesOf(snapshot, snapshot.folder);
  const { columns } = files;
  return inSession(engine, async (session) => {
    await createViews(session, snapshot, files, published);
    return work({ session, snapshot, identity, files, columns, isStrict: true, loaded });
  });
};

/** Opens a snapshot, hands it to `work`, closes it. Throws snapshot_missing or snapshot_damaged. */
export const withSource = async <Answer>(
  loaded: LoadedConfig,
  { snapshot: id, identity, published }: SourceOptions,
  work: (source: AnalysisSource) => Promise<Answer>,
): Promise<Answer> => {
  const snapshot = await locateSnapshot(loaded.workspace, id);
  try {
    const engine = engineSettings(loaded);
    return await engineErrors(() => withFiles({ snapshot, loaded, engine, identity, published }, work));
  } catch (error) {
    if (error instanceof EngineError && error.cause instanceof PolkuError) throw error.cause;
    if (!(error instanceof EngineError)) throw error;
    const problem = await snapshotFault(loaded.workspace, snapshot.id, "sizes");
    if (problem === undefined) throw error;
    throw new PolkuError(
      "snapshot_damaged",
      { workspace: loaded.workspace, snapshot: snapshot.id, problem },
      { cause: error },
    );
  }
};
