// The models of sql/intermediate and sql/marts: each a header and one SELECT, in the order in which they can run.
import { PolkuError } from "../../models/errors.ts";
import { type Header, type ModelKind, parseHeader } from "./models/header.ts";
import { inOrder, type Lineage, lineagesOf } from "./models/lineage.ts";
import type { Session } from "./session.ts";
import { sqlFilesWithin, sqlText } from "./sql-text.ts";

export interface Model extends Header {
  readonly kind: ModelKind;
  readonly isMart: boolean;
  /** The file's text: one SELECT under its header. */
  readonly sql: string;
  /** Every table, view and model that the query reads. */
  readonly reads: ReadonlySet<string>;
}

type ReadModel = Model & Lineage;

const headed = (path: string): Omit<Model, "reads"> => {
  const sql = sqlText(path);
  const header = parseHeader(path, sql);
  if (header.kind === undefined) {
    throw new PolkuError("internal", { problem: `The model ${path} does not say its kind.` });
  }
  return { ...header, kind: header.kind, isMart: path.startsWith("sql/marts/"), sql };
};

/** A query's own part that is named like a model would hide what it reads. */
const refuseHiding = (models: readonly ReadModel[]): void => {
  for (const { name, parts } of models) {
    const hiding = models.find((model) => parts.has(model.name));
    if (hiding === undefined) continue;
    throw new PolkuError("internal", { problem: `The model ${name} names a part of itself ${hiding.name}.` });
  }
};

/** What speaks of one profile at a time must not read what speaks of all: it would be wrong for a few profiles. */
const refuseLooking = (models: readonly Model[]): void => {
  const byName = new Map(models.map((model) => [model.name, model]));
  for (const { name, kind, reads } of models) {
    if (kind === "table" || kind === "view") continue;
    const table = [...reads].find((read) => byName.get(read)?.kind === "table");
    if (table === undefined) continue;
    throw new PolkuError("internal", {
      problem: `The model ${name} reads ${table}, which is over all profiles.`,
    });
  }
};

/** Only a view may have the name of a table of the store, which it then shows: a table would replace it. */
const refuseReplacing = (models: readonly Model[]): void => {
  const replacing = models.find(({ name, kind, reads }) => kind !== "view" && reads.has(name));
  if (replacing === undefined) return;
  throw new PolkuError("internal", { problem: `The model ${replacing.name} reads a table of its own name.` });
};

const readModels = async (session: Session): Promise<readonly Model[]> => {
  const paths = ["sql/intermediate", "sql/marts"].flatMap(sqlFilesWithin);
  const files = paths.map(headed);
  const lineages = await lineagesOf(session, files);
  const models = lineages.flatMap((lineage, index): ReadModel[] => {
    const file = files[index];
    return file === undefined ? [] : [{ ...file, ...lineage }];
  });
  refuseHiding(models);
  refuseLooking(models);
  refuseReplacing(models);
  return inOrder(models);
};

let models: Promise<readonly Model[]> | undefined;

/**
 * All models, each after those it reads. Throws where a header or the layering is wrong. The files belong to the
 * program, so they are read once; any session can parse them.
 */
export const loadModels = (session: Session): Promise<readonly Model[]> => {
  models ??= readModels(session).catch((error: unknown) => {
    models = undefined;
    throw error;
  });
  return models;
};

/** True for a view of a store's table of its own name: it is selected as a query, never created. */
export const isQueryOnly = (model: Model): boolean => model.kind === "view" && model.reads.has(model.name);
