// Runs the models inside the caller's transaction, for the dirty profiles only.
import type { Model } from "../models.ts";
import { quotedName } from "../quoting.ts";
import { plainText } from "../plain-value.ts";
import type { Session } from "../session.ts";
import { makeModel } from "./make-model.ts";
import { type ModelReporter, type ModelRun, ModelRuns } from "./model-runs.ts";
import { phases } from "./phases.ts";

export interface RunOptions {
  /** Tables of the store, with a profile_key, that per-profile models read. */
  readonly inputs: readonly string[];
  readonly reporter: ModelReporter;
}

/** One run of the models over one session. TEMP names hide those of the store, which is how a few profiles stand for all. */
class Runner {
  readonly #session: Session;
  readonly #models: readonly Model[];
  readonly #inputs: readonly string[];
  readonly #store: string;
  readonly #runs: ModelRuns;

  constructor(session: Session, models: readonly Model[], options: RunOptions, store: string) {
    this.#session = session;
    this.#models = models;
    this.#inputs = options.inputs;
    this.#store = store;
    this.#runs = new ModelRuns(models.length, options.reporter);
  }

  async run(): Promise<readonly ModelRun[]> {
    const [perProfile, overAll] = phases(this.#models);
    if ((await this.#session.count("select count(*) from dirty_profiles")) > 0) {
      await this.#hideInputs();
      for (const model of perProfile) await this.#make(model);
      await this.#rewrite(perProfile.filter(({ kind }) => kind === "profile"));
      for (const { name, kind } of perProfile) if (kind === "scratch") await this.#dropTemp(name);
    } else {
      for (const model of perProfile.filter(({ kind }) => kind === "view")) await this.#make(model);
    }
    for (const model of overAll) await this.#make(model);
    return this.#runs.runs;
  }

  async #hideInputs(): Promise<void> {
    for (const input of this.#inputs) {
      await this.#session.run(
        `create or replace temp table ${quotedName(input)} as select * from ${this.#stored(input)}
         where profile_key in (select profile_key from dirty_profiles)`,
      );
    }
  }

  /** Puts what was computed for the dirty profiles in the place of what was stored of them. */
  async #rewrite(models: readonly Model[]): Promise<void> {
    for (const { name } of models) {
      await this.#session.run(
        `delete from ${this.#stored(name)} where profile_key in (select profile_key from dirty_profiles);
         insert into ${this.#stored(name)} by name select * from temp.${quotedName(name)}`,
      );
      await this.#dropTemp(name);
    }
    for (const input of this.#inputs) await this.#dropTemp(input);
  }

  #make(model: Model): Promise<void> {
    return this.#runs.make(model, () => this.#create(model));
  }

  #create(model: Model): Promise<number> {
    const { name, kind } = model;
    if (kind === "dictionary") return this.#extend(model);
    const place =
      kind === "table"
        ? ({ what: "table", name: this.#stored(name) } as const)
        : ({ what: kind === "view" ? "temp view" : "temp table", name: quotedName(name) } as const);
    return makeModel(this.#session, model, place, this.#models);
  }

  /** Numbers the entries that the dictionary lacks; those it has keep their numbers until all profiles are made anew. */
  async #extend({ name, key = "", grain, sql }: Model): Promise<number> {
    const target = this.#stored(name);
    const columns = grain.map(quotedName).join(", ");
    const number = quotedName(key);
    const isKnown = grain
      .map(quotedName)
      .map((column) => `entries.${column} is not distinct from known.${column}`)
      .join(" and ");
    await this.#session.run(
      `insert into ${target} by name
      select
        (select coalesce(max(${number}), 0) from ${target}) + row_number() over (order by ${columns}) as ${number},
        ${columns}
      from (${sql}\n) as entries anti join ${target} as known on ${isKnown}`,
    );
    return this.#session.count(`select count(*) from ${target}`);
  }

  #stored(name: string): string {
    return `${this.#store}.main.${quotedName(name)}`;
  }

  #dropTemp(name: string): Promise<number> {
    return this.#session.run(`drop table if exists temp.${quotedName(name)}`);
  }
}

/** The name of the database that the session writes, quoted. */
export const storeOf = async (session: Session): Promise<string> =>
  quotedName(plainText((await session.row("select current_database() as store"))?.["store"]));

/**
 * Rewrites models of kind profile for the profiles of `dirty_profiles` and makes those of kind table anew; views are
 * TEMP views of the session. Must be called inside a transaction of the session. Throws model_failed; nothing is left
 * half done.
 */
export const runModels = async (
  session: Session,
  models: readonly Model[],
  options: RunOptions,
): Promise<readonly ModelRun[]> => new Runner(session, models, options, await storeOf(session)).run();
