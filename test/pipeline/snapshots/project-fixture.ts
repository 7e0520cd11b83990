// A workspace with a published snapshot of two small tables, for tests that read snapshots.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type LoadedConfig } from "../../../pipeline/config.ts";
import type { RunContext } from "../../../pipeline/run/run-context.ts";
import type { TableSource } from "../../../pipeline/snapshots/write-table.ts";
import { publish } from "../../../pipeline/stages/publish.ts";
import { openWorkspace, type Workspace } from "../../../pipeline/workspace.ts";

const quietReporter = { begin: () => undefined, advance: () => undefined, end: () => undefined };

/** A configuration in a new folder; `yaml` is added to its sources. */
export const newProject = async (yaml = ""): Promise<LoadedConfig> => {
  const folder = await mkdtemp(join(tmpdir(), "polku-project-"));
  const file = join(folder, "polku.yaml");
  await writeFile(file, `sources: [{ name: shop, connector: polku/events, files: data/* }]\n${yaml}`);
  return loadConfig(file);
};

export const contextOf = (loaded: LoadedConfig, workspace: Workspace): RunContext => ({
  warehouse: workspace.warehouse,
  config: loaded.config,
  folder: loaded.folder,
  workspace: workspace.path,
  namespaces: loaded.namespaces,
  secret: workspace.secret,
  runId: "r1",
  reporter: quietReporter,
});

export const touchpoints: TableSource = {
  name: "fct_touchpoints",
  query: `select * from (values
      ('shop', 'e1', 'p_1', 1::bigint, timestamp '2026-01-01 10:00:00', '=1+1', 12.50::decimal(18, 2)),
      ('shop', 'e2', 'p_1', 2::bigint, timestamp '2026-01-01 10:00:00.123456', '/p/1', null),
      ('shop', 'e3', 'p_2', 9007199254740993::bigint, null, null, -1.00::decimal(18, 2))
    ) as t(source, event_id, profile_id, touchpoint_number, occurred_at, item, value)`,
  comment: "What people did.",
  grain: ["source", "event_id"],
  columnComments: { occurred_at: "when it happened" },
};

export const profileIdentifiers: TableSource = {
  name: "dim_profile_identifiers",
  query: `select * from (values
      ('p_1', 'email', 'ada@example.com', true),
      ('p_1', 'anonymous_id', 'a1', false),
      ('p_2', 'email', '+evil@example.com', true)
    ) as t(profile_id, namespace, value, is_anchor)`,
  comment: null,
  grain: [],
  columnComments: {},
};

export const identityLinks: TableSource = {
  name: "identity_links",
  query: `select 'email' as namespace_a, 'ada@example.com' as value_a, 'anonymous_id' as namespace_b, 'a1' as value_b`,
  comment: null,
  grain: [],
  columnComments: {},
};

export const facts = {
  dataEnd: 1_767_261_600_000_000n,
  audits: [{ name: "assert_nothing", severity: "warn" as const, rows: 0 }],
  hashes: { identity: "i", analysis: "a" },
};

/** Publishes tables into a workspace that is opened and closed for it. */
export const publishTables = async (
  loaded: LoadedConfig,
  tables: readonly TableSource[] = [touchpoints, profileIdentifiers, identityLinks],
): Promise<string> => {
  const workspace = await openWorkspace(loaded);
  try {
    return (await publish(contextOf(loaded, workspace), facts, tables)).snapshotId;
  } finally {
    await workspace.close();
  }
};
