// Blocks or tables of records → staged events, faulty ones with their reason, and the texts of the records behind
// these.
import type { RecordBlock } from "../../../connectors/transports/files/records/record-block.ts";
import { PolkuError } from "../../../models/errors.ts";
import type { DescribedColumn } from "../../warehouse/described-columns.ts";
import type { PreparedStatement, Session } from "../../warehouse/session.ts";
import { describeMapping, mappedEvents, type MapInput } from "../map.ts";
import { mappingFailure } from "../map/mapping-failure.ts";
import { screenedEvents, type ScreenSettings } from "../screen.ts";
import { chosenRecords } from "./records/chosen-records.ts";
import { recordText } from "./records/record-shape.ts";
import { blockParameters, blockRecords, faultyRecords, tableRecords } from "./records/record-queries.ts";
import type { StagedTables } from "./staged-tables.ts";

/** Maps and screens by one mapping, on several sessions at once. Close it when done. */
export class EventMapper {
  readonly #input: MapInput;
  readonly #settings: ScreenSettings;
  readonly #origin: string;
  readonly #tables: StagedTables;
  readonly #statements = new Map<Session, Map<string, Promise<PreparedStatement>>>();
  #given: Promise<readonly DescribedColumn[]> | undefined;

  /** `origin` stands in messages. */
  constructor(input: MapInput, settings: ScreenSettings, origin: string, tables: StagedTables) {
    this.#input = input;
    this.#settings = settings;
    this.#origin = origin;
    this.#tables = tables;
  }

  /**
   * Plans ahead, while the session's first block is still being read. The session may be used by `mapBlock` alone until it
   * resolves. It never throws: what is wrong is told by `mapBlock`.
   */
  async plan(session: Session): Promise<void> {
    await this.#eventStatement(session, blockRecords(this.#input.shape)).catch(() => undefined);
  }

  /** Throws mapping_failed. One block at a time for each session. */
  async mapBlock(session: Session, block: RecordBlock): Promise<void> {
    const { shape } = this.#input;
    const parameters = blockParameters(shape, block);
    await this.#failing(async () => {
      const statement = await this.#eventStatement(session, blockRecords(shape));
      await statement.run(parameters);
    });
    await this.#keepTextsOf(session, block);
  }

  /** Maps all records of a table at once. Throws mapping_failed. */
  async mapTable(session: Session, table: string): Promise<void> {
    await this.#failing(async () => {
      const statement = await this.#eventStatement(session, tableRecords(table));
      await statement.run([]);
    });
    await this.#keepTextsIn(session, table);
  }

  close(): void {
    for (const statement of [...this.#statements.values()].flatMap((own) => [...own.values()]))
      void statement.then((done) => done.close()).catch(() => undefined);
  }

  /** The whole way from records to staged events, planned once for each session. */
  #eventStatement(session: Session, records: string): Promise<PreparedStatement> {
    return this.#prepared(session, "events", async () => {
      this.#given ??= describeMapping(session, this.#input);
      const mapped = mappedEvents(this.#input, await this.#given);
      return `insert into ${this.#tables.events} by name
      with ${records},
      ${mapped},
      ${screenedEvents(this.#settings)}
      select * from screened_events
      union all by name
      ${faultyRecords}`;
    });
  }

  #prepared(session: Session, target: string, sql: () => Promise<string>): Promise<PreparedStatement> {
    const own = this.#statements.get(session) ?? new Map<string, Promise<PreparedStatement>>();
    this.#statements.set(session, own);
    const preparing = own.get(target) ?? sql().then((text) => session.prepare(text));
    own.set(target, preparing);
    return preparing;
  }

  /** Faulty records are few: only they are cut out of the block once more. */
  async #keepTextsOf(session: Session, block: RecordBlock): Promise<void> {
    const { events } = this.#tables;
    const last = block.firstPosition + block.places - 1;
    const { position: positions = [] } = await session.columns(
      `select distinct position from ${events}
      where position between ${block.firstPosition} and ${last} and reason is not null order by position`,
    );
    if (positions.length === 0) return;
    const { shape } = this.#input;
    const parameters = blockParameters(shape, chosenRecords(block, Array.from(positions, Number)));
    const statement = await this.#textStatement(session, parameters.length + 1);
    await statement.run([...parameters, positions.join(",")]);
  }

  /** From chosen records to their texts; the last parameter lists their positions. Planned once for each session. */
  #textStatement(session: Session, lastParameter: number): Promise<PreparedStatement> {
    const { shape } = this.#input;
    return this.#prepared(
      session,
      "texts",
      async () =>
        `insert into ${this.#tables.texts}
        with ${blockRecords(shape)}
        select
          string_split($${lastParameter}, ',')[position]::bigint as position,
          encode(${recordText(shape)}) as record
        from records`,
    );
  }

  async #keepTextsIn(session: Session, table: string): Promise<void> {
    const { events, texts } = this.#tables;
    await session.run(
      `insert into ${texts}
      with faulty_places as (
        select distinct unnest(coalesce(positions, [position])) as position from ${events} where reason is not null
      )
      select position, encode(${recordText(this.#input.shape)})
      from ${table} semi join faulty_places using (position)`,
    );
  }

  async #failing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { mapping, source } = this.#input;
      throw mappingFailure(error, { mapping: mapping.name, source, origin: this.#origin });
    }
  }

  /** A mapping that names no record of the file would make accounting lie. Throws mapping_failed. */
  async checkPositions(session: Session, last: number): Promise<void> {
    const strays = await session.count(
      `select count(*) from ${this.#tables.events}
      where position is null or position < 1 or position > ${last} or list_max(positions) > ${last}`,
    );
    if (strays === 0) return;
    const { mapping, source } = this.#input;
    const problem = `it gives ${strays} events a position that no record has`;
    throw new PolkuError("mapping_failed", { mapping: mapping.name, source, origin: this.#origin, problem });
  }
}
