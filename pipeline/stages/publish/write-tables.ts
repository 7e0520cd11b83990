// Writes the files of a snapshot's tables, by two sessions side by side where both see them.
import type { ManifestTable } from "../../../models/manifest.ts";
import { analysisSettings } from "../../analysis/definitions/settings.ts";
import { faultPoint } from "../../fault-point.ts";
import type { DataEnd, RunContext } from "../../run/run-context.ts";
import { withFewTexts } from "../../snapshots/few-texts.ts";
import { copyTable, type CopiedTable, type TableSource } from "../../snapshots/write-table.ts";
import { makeModel } from "../../warehouse/models/make-model.ts";
import { isQueryOnly, loadModels } from "../../warehouse/models.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";

export interface TablesToWrite {
  readonly sources: readonly TableSource[];
  readonly folder: string;
  readonly dataEnd: DataEnd;
  /** What the writer's session does before it writes tables; where it is nothing, no other session knows the tables. */
  readonly first: (() => Promise<void>) | undefined;
  /** The tables that this fills. */
  readonly filledFirst: readonly string[];
}

/** The session beside the writer's, with the definitions and the views that marts read. */
const besideWithViews = async ({ warehouse, config }: RunContext, dataEnd: DataEnd): Promise<Session> => {
  const beside = await warehouse.beside();
  for (const statement of analysisSettings(config, dataEnd)) await beside.run(statement);
  const models = await loadModels(beside);
  for (const model of models) {
    if (model.kind !== "view" || model.isMart || isQueryOnly(model)) continue;
    await makeModel(beside, model, { what: "temp view", name: quotedName(model.name) }, models);
  }
  return beside;
};

/** The widest first: what is left for the end, when one session has nothing more to do, is small. */
const byWidth = (sources: readonly TableSource[]): TableSource[] =>
  sources.toSorted((left, right) => (right.columns?.length ?? 0) - (left.columns?.length ?? 0));

class TableWriter {
  readonly written: CopiedTable[] = [];
  readonly #context: RunContext;
  readonly #toWrite: TablesToWrite;
  #rest: TableSource[];

  constructor(context: RunContext, toWrite: TablesToWrite) {
    this.#context = context;
    this.#toWrite = toWrite;
    this.#rest = byWidth(toWrite.sources);
  }

  /** Writes what nobody has written yet; `isFilled` says whether `first` is done. */
  async write(session: Session, isFilled: boolean): Promise<void> {
    const writing = (): Promise<void> => this.#writeRest(session, isFilled);
    await (this.#toWrite.first === undefined ? writing() : withFewTexts(session, writing));
  }

  async #writeRest(session: Session, isFilled: boolean): Promise<void> {
    const { reporter } = this.#context;
    const { folder, sources } = this.#toWrite;
    for (let source = this.#next(isFilled); source !== undefined; source = this.#next(isFilled)) {
      const table = await copyTable(session, source, folder);
      this.written.push(table);
      reporter.part?.(table.name, table.rows);
      faultPoint("publish-file");
      reporter.advance(this.written.length, sources.length);
    }
  }

  #next(isFilled: boolean): TableSource | undefined {
    const next = this.#rest.find(({ name }) => isFilled || !this.#toWrite.filledFirst.includes(name));
    this.#rest = this.#rest.filter((source) => source !== next);
    return next;
  }

  giveUp(error: unknown): never {
    this.#rest = [];
    throw error;
  }
}

/**
 * The writer's session begins with `first` while the other one writes; then both write what is left. Where the tables
 * were made in the writer's open transaction no other sees them, and it writes alone; so it does with one thread. Gives
 * the entries of the manifest in the order of `sources`.
 */
export const writeTables = async (
  context: RunContext,
  toWrite: TablesToWrite,
): Promise<readonly ManifestTable[]> => {
  const { writer, threads } = context.warehouse;
  const tables = new TableWriter(context, toWrite);
  const { first } = toWrite;
  const byWriter = Promise.resolve(first?.()).then(() => tables.write(writer, true));
  const beside =
    first === undefined || writer.isInTransaction || threads === 1
      ? []
      : [besideWithViews(context, toWrite.dataEnd).then((session) => tables.write(session, false))];
  const works = [byWriter, ...beside].map((work) => work.catch((error: unknown) => tables.giveUp(error)));
  for (const result of await Promise.allSettled(works)) if (result.status === "rejected") throw result.reason;
  const written = await Promise.all(tables.written.map(({ entry }) => entry));
  return toWrite.sources.flatMap(({ name }) => written.filter((table) => table.name === name));
};
