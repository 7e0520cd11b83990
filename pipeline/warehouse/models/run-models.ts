// Runs the models inside the caller's transaction, for all profiles or for the dirty ones only.
import { faultPoint } from "../../fault-point.ts";
import { isQueryOnly, type Model } from "../models.ts";
import { quotedName } from "../quoting.ts";
import { plainText } from "../plain-value.ts";
import type { Session } from "../session.ts";
import { writeComments } from "./comments.ts";
import { fillForEach } from "./for-each.ts";
import { modelFailed } from "./model-failed.ts";

export interface ModelRun {
  readonly name: string;
  readonly seconds: number;
  readonly rows: number;
}

export interface RunOptions {
  /** False: models of kind profile are rewritten for the profiles of `dirty_profiles` alone. */
  readonly isFull: boolean;
  /** Tables of the store, with a profile_key, that per-profile models read. */
  readonly inputs: readonly string[];
  /** Told after each model. */
  readonly reporter: { advance(done: number, total: number): void; part?(name: string, rows: number): void };
}

const isPerProfile = ({ kind }: Model): boolean =>
  kind === "profile" || kind === "scratch" || kind === "dictionary";

/** Per-profile models and the views they read, in order; then the rest. */
const phases = (models: readonly Model[]): [Model[], Model[]] => {
  const first = new Set(models.filter(isPerProfile));
  for (const model of models.toReversed()) {
    const isRead = [...first].some((reader) => reader.reads.has(model.name));
    if (model.kind === "view" && isRead) first.add(model);
  }
  return [models.filter((model) => first.has(model)), models.filter((model) => !first.has(model))];
};

/** One run of the models over one session. TEMP names hide those of the store, which is how a few profiles stand for all. */
class Runner {
  readonly #session: Session;
  readonly #models: readonly Model[];
  readonly #options: RunOptions;
  readonly #store: string;
  readonly #runs: ModelRun[] = [];
  #done = 0;

  constructor(session: Session, models: readonly Model[], options: RunOptions, store: string) {
    this.#session = session;
    this.#models = models;
    this.#options = options;
    this.#store = store;
  }

  async run(): Promise<ModelRun[]> {
    const [perProfile, overAll] = phases(this.#models);
    const isAnyDirty =
      this.#options.isFull || (await this.#session.count("select count(*) from dirty_profiles")) > 0;
    if (isAnyDirty) {
      if (!this.#options.isFull) await this.#hideInputs();
      for (const model of perProfile) await this.#make(model);
      if (!this.#options.isFull) await this.#rewrite(perProfile.filter(({ kind }) => kind === "profile"));
      for (const { name, kind } of perProfile) if (kind === "scratch") await this.#dropTemp(name);
    } else {
      for (const model of perProfile.filter(({ kind }) => kind === "view")) await this.#make(model);
    }
    for (const model of overAll) await this.#make(model);
    return this.#runs;
  }

  async #hideInputs(): Promise<void> {
    for (const input of this.#options.inputs) {
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
    for (const input of this.#options.inputs) await this.#dropTemp(input);
  }

  async #make(model: Model): Promise<void> {
    const started = performance.now();
    try {
      if (!isQueryOnly(model)) await this.#create(model);
    } catch (cause) {
      throw modelFailed(model.name, cause);
    }
    faultPoint("build-model");
    this.#done += 1;
    this.#options.reporter.advance(this.#done, this.#models.length);
    if (model.kind === "view") return;
    const rows = await this.#session.count(`select count(*) from ${quotedName(model.name)}`);
    this.#options.reporter.part?.(model.name, rows);
    this.#runs.push({ name: model.name, seconds: (performance.now() - started) / 1000, rows });
  }

  async #create(model: Model): Promise<void> {
    if (model.kind === "dictionary") return this.#extend(model);
    const isStored = model.kind === "table" || (model.kind === "profile" && this.#options.isFull);
    const target = isStored ? this.#stored(model.name) : quotedName(model.name);
    const what = model.kind === "view" ? "temp view" : isStored ? "table" : "temp table";
    if (model.each === undefined) {
      await this.#session.run(`create or replace ${what} ${target} as ${model.sql}`);
    } else {
      await fillForEach(this.#session, `create or replace ${what} ${target}`, target, model.each, model.sql);
    }
    // A view is gone with the session; its comments are told by listMarts.
    if (isStored) await writeComments(this.#session, model, this.#models);
  }

  /** Numbers the entries that the dictionary lacks; those it has keep their numbers until all profiles are made anew. */
  async #extend({ name, key = "", grain, sql }: Model): Promise<void> {
    const target = this.#stored(name);
    const columns = grain.map(quotedName).join(", ");
    const number = quotedName(key);
    if (this.#options.isFull) {
      await this.#session.run(
        `create or replace table ${target} as
        select row_number() over (order by ${columns})::integer as ${number}, ${columns} from (${sql}\n)`,
      );
      return;
    }
    await this.#session.run(
      `insert into ${target} by name
      select
        (select coalesce(max(${number}), 0) from ${target}) + row_number() over (order by ${columns}) as ${number},
        ${columns}
      from (${sql}\n) as entries anti join ${target} as known using (${columns})`,
    );
  }

  #stored(name: string): string {
    return `${this.#store}.main.${quotedName(name)}`;
  }

  #dropTemp(name: string): Promise<number> {
    return this.#session.run(`drop table if exists temp.${quotedName(name)}`);
  }
}

/**
 * Makes every model anew: those of kind profile and table in the store, views as TEMP views of the session.
 * Must be called inside a transaction of the session. Throws model_failed; nothing is left half done.
 */
export const runModels = async (
  session: Session,
  models: readonly Model[],
  options: RunOptions,
): Promise<ModelRun[]> => {
  const row = await session.row("select current_database() as store");
  return new Runner(session, models, options, quotedName(plainText(row?.["store"]))).run();
};
