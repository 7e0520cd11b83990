// Makes the models for all profiles: what does not read each other side by side, under names that nobody reads, which
// take their places in one transaction at the end. A transaction sees nothing of another that is still open.
import type { Model } from "../models.ts";
import { quotedName, quotedText } from "../quoting.ts";
import { plainText } from "../plain-value.ts";
import type { Session } from "../session.ts";
import { branchesOf } from "./branches.ts";
import { makeModel } from "./make-model.ts";
import { type ModelReporter, type ModelRun, ModelRuns } from "./model-runs.ts";
import { phases } from "./phases.ts";
import { storeOf } from "./run-models.ts";

/** Before the name of a table that is not in its place yet. */
const prefix = "building_";

/** Removes what a run left behind that was not ended. */
export const dropUnplaced = async (session: Session): Promise<void> => {
  const rows = await session.rows(
    `select table_name from duckdb_tables()
    where database_name = current_database() and starts_with(table_name, ${quotedText(prefix)})`,
  );
  for (const row of rows) await session.run(`drop table ${quotedName(plainText(row["table_name"]))}`);
};

const isStored = ({ kind }: Model): boolean => kind === "profile" || kind === "dictionary";

class FullRun {
  readonly #sessions: readonly [Session, Session];
  readonly #models: readonly Model[];
  readonly #store: string;
  readonly #runs: ModelRuns;

  constructor(
    sessions: readonly [Session, Session],
    models: readonly Model[],
    reporter: ModelReporter,
    store: string,
  ) {
    this.#sessions = sessions;
    this.#models = models;
    this.#store = store;
    this.#runs = new ModelRuns(models.length, reporter);
  }

  async run(finish: () => Promise<void>): Promise<readonly ModelRun[]> {
    const [writer, beside] = this.#sessions;
    const [perProfile, overAll] = phases(this.#models);
    const { trunk, branches } = branchesOf(perProfile);
    try {
      await writer.transaction(async () => {
        for (const model of trunk) await this.#make(writer, model);
      });
      for (const model of trunk) await this.#show(beside, model);
      await this.#makeBranches([...branches]);
      await writer.transaction(async () => {
        await this.#place(perProfile);
        for (const model of overAll) await this.#make(writer, model);
        await finish();
      });
    } catch (error) {
      await this.#clear(perProfile).catch(() => undefined);
      throw error;
    } finally {
      await this.#uncover(beside, perProfile);
    }
    return this.#runs.runs;
  }

  /** Each session takes the next branch when it is free. Throws the first failure. */
  async #makeBranches(branches: (readonly Model[])[]): Promise<void> {
    const serve = (session: Session): Promise<void> =>
      session.transaction(async () => {
        for (let branch = branches.shift(); branch !== undefined; branch = branches.shift()) {
          for (const model of branch) await this.#make(session, model);
        }
      });
    const served = this.#sessions.map((session) =>
      serve(session).catch((error: unknown) => {
        branches.length = 0;
        throw error;
      }),
    );
    for (const done of await Promise.allSettled(served)) if (done.status === "rejected") throw done.reason;
  }

  #make(session: Session, model: Model): Promise<void> {
    return this.#runs.make(model, async () => {
      const { name, kind } = model;
      if (kind === "view") {
        await this.#show(session, model);
        return 0;
      }
      const place = isStored(model)
        ? ({ what: "table", name: this.#inStore(prefix + name) } as const)
        : kind === "table"
          ? ({ what: "table", name: this.#inStore(name) } as const)
          : ({ what: "temp table", name: quotedName(name) } as const);
      const rows = await makeModel(session, model, place, this.#models);
      await this.#show(session, model);
      return rows;
    });
  }

  /** Lets a session find the model under its name, which hides the table that still has it. */
  async #show(session: Session, model: Model): Promise<void> {
    const name = quotedName(model.name);
    if (model.kind === "view") await makeModel(session, model, { what: "temp view", name }, this.#models);
    else if (isStored(model)) {
      await session.run(`create or replace temp view ${name} as from ${this.#inStore(prefix + model.name)}`);
    }
  }

  async #place(models: readonly Model[]): Promise<void> {
    const [writer] = this.#sessions;
    await this.#uncover(writer, models);
    const places = models.filter(isStored).map(
      ({ name }) => `drop table if exists ${this.#inStore(name)};
        alter table ${this.#inStore(prefix + name)} rename to ${quotedName(name)}`,
    );
    await writer.run(places.join(";\n"));
    for (const model of models) if (model.kind === "view") await this.#show(writer, model);
  }

  /** Removes what hides the store's names from a session, and its scratch tables. */
  async #uncover(session: Session, models: readonly Model[]): Promise<void> {
    const drops = models.map(
      ({ name, kind }) => `drop ${kind === "scratch" ? "table" : "view"} if exists temp.${quotedName(name)}`,
    );
    await session.run(drops.join(";\n"));
  }

  async #clear(models: readonly Model[]): Promise<void> {
    const [writer] = this.#sessions;
    await this.#uncover(writer, models);
    await dropUnplaced(writer);
  }

  #inStore(name: string): string {
    return `${this.#store}.main.${quotedName(name)}`;
  }
}

/**
 * Makes every model anew: those of kind profile, dictionary and table in the store, views as TEMP views of the first
 * session, the writer's. `finish` belongs to the transaction in which the tables take their places. Both sessions know
 * the cfg_ tables and macros. Must be called outside of a transaction. Throws model_failed; the store is then as before.
 */
export const runAllModels = async (
  sessions: readonly [Session, Session],
  models: readonly Model[],
  reporter: ModelReporter,
  finish: () => Promise<void>,
): Promise<readonly ModelRun[]> =>
  new FullRun(sessions, models, reporter, await storeOf(sessions[0])).run(finish);
