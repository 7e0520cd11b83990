// Blocks or tables of records → staged events, faulty ones with their reason, and the texts of the records behind
// these.
import type { RecordBlock } from "../../../connectors/transports/files/records/record-block.ts";
import { PolkuError } from "../../../models/errors.ts";
import type { DescribedColumn } from "../../warehouse/described-columns.ts";
import type { Parameter, PreparedStatement, Session } from "../../warehouse/session.ts";
import { describeMapping, mappedEvents, type MapInput } from "../map.ts";
import { mappingFailure } from "../map/mapping-failure.ts";
import { screenedEvents, type ScreenSettings } from "../screen.ts";
import { recordText } from "./record-shape.ts";
import { blockParameters, blockRecords, tableRecords } from "./records.ts";
import type { StagedTables } from "./staged-tables.ts";

/** Maps and screens by one mapping, on several sessions at once. Close it when done. */
export class EventMapper {
  readonly #input: MapInput;
  readonly #settings: ScreenSettings;
  readonly #origin: string;
  readonly #tables: StagedTables;
  readonly #statements = new Map<Session, Promise<PreparedStatement>>();
  #given: Promise<readonly DescribedColumn[]> | undefined;

  /** `origin` stands in messages. */
  constructor(input: MapInput, settings: ScreenSettings, origin: string, tables: StagedTables) {
    this.#input = input;
    this.#settings = settings;
    this.#origin = origin;
    this.#tables = tables;
  }

  /** Throws mapping_failed. One block at a time for each session. */
  async mapBlock(session: Session, block: RecordBlock): Promise<void> {
    const { shape } = this.#input;
    const parameters = blockParameters(shape, block);
    await this.#failing(async () => {
      const statement = await this.#statement(session, blockRecords(shape));
      await statement.run(parameters);
    });
    const last = block.firstPosition + block.places - 1;
    const within = `position between ${block.firstPosition} and ${last}`;
    await this.#keepTexts(session, blockRecords(shape), parameters, within);
  }

  /** Maps all records of a table at once. Throws mapping_failed. */
  async mapTable(session: Session, table: string): Promise<void> {
    await this.#failing(async () => {
      const statement = await this.#statement(session, tableRecords(table));
      await statement.run([]);
    });
    await this.#keepTexts(session, tableRecords(table), [], "true");
  }

  close(): void {
    for (const statement of this.#statements.values())
      void statement.then((done) => done.close()).catch(() => undefined);
  }

  /** The whole way from records to staged events, planned once for each session. */
  #statement(session: Session, records: string): Promise<PreparedStatement> {
    const known = this.#statements.get(session);
    if (known !== undefined) return known;
    const preparing = this.#prepare(session, records);
    this.#statements.set(session, preparing);
    return preparing;
  }

  async #prepare(session: Session, records: string): Promise<PreparedStatement> {
    this.#given ??= describeMapping(session, this.#input);
    const mapped = mappedEvents(this.#input, await this.#given);
    return session.prepare(
      `insert into ${this.#tables.events} by name
      with ${records},
      ${mapped},
      ${screenedEvents(this.#settings)}
      select * from screened_events
      union all by name
      select position, reason, detail from records where reason is not null`,
    );
  }

  /** Faulty events are few, or all: then their records are cut out of the block once more. */
  async #keepTexts(
    session: Session,
    records: string,
    parameters: readonly Parameter[],
    within: string,
  ): Promise<void> {
    const { events, texts } = this.#tables;
    const faulty = `from ${events} where ${within} and reason is not null`;
    if ((await session.count(`select count(*) ${faulty}`)) === 0) return;
    await session.run(
      `insert into ${texts}
      with ${records},
      faulty_places as (select distinct unnest(coalesce(positions, [position])) as position ${faulty})
      select position, encode(${recordText(this.#input.shape)})
      from records semi join faulty_places using (position)`,
      parameters,
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
