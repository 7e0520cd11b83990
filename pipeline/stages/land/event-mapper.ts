// One staged table of records after the other → staged events, with the texts of the records behind faulty ones.
import { PolkuError } from "../../../models/errors.ts";
import type { DescribedColumn } from "../../warehouse/described-columns.ts";
import type { Session } from "../../warehouse/session.ts";
import { describeMapping, mappedEvents, type MapInput } from "../map.ts";
import { mappingFailure } from "../map/mapping-failure.ts";
import { screenedEvents, type ScreenSettings } from "../screen.ts";
import { moveFaults } from "./record-tables.ts";
import { recordText } from "./record-shape.ts";
import type { StagedTables } from "./staged-tables.ts";

/** First and last position of the records in a table. */
export interface Places {
  readonly first: number;
  readonly last: number;
}

export class EventMapper {
  readonly #input: MapInput;
  readonly #settings: ScreenSettings;
  readonly #origin: string;
  readonly #tables: StagedTables;
  #given: Promise<readonly DescribedColumn[]> | undefined;

  /** `origin` stands in messages. */
  constructor(input: MapInput, settings: ScreenSettings, origin: string, tables: StagedTables) {
    this.#input = input;
    this.#settings = settings;
    this.#origin = origin;
    this.#tables = tables;
  }

  /** Maps and screens the records of `table`; several tables may be under way at once. Throws mapping_failed. */
  async map(session: Session, table: string, places: Places | null): Promise<void> {
    const { faults, events } = this.#tables;
    await moveFaults(session, table, faults, this.#input.shape);
    try {
      this.#given ??= describeMapping(session, this.#input, table);
      const mapped = mappedEvents(this.#input, table, await this.#given);
      await session.run(
        `insert into ${events} by name with ${mapped},\n${screenedEvents(this.#settings)}\nselect * from screened_events`,
      );
    } catch (error) {
      const { mapping, source } = this.#input;
      throw mappingFailure(error, { mapping: mapping.name, source, origin: this.#origin });
    }
    await this.#keepTexts(session, table, places);
  }

  async #keepTexts(session: Session, table: string, places: Places | null): Promise<void> {
    const { events, texts } = this.#tables;
    const within = places === null ? "true" : `position between ${places.first} and ${places.last}`;
    const faulty = `from ${events} where ${within} and reason is not null`;
    if ((await session.count(`select count(*) ${faulty}`)) === 0) return;
    await session.run(
      `insert into ${texts}
      select position, encode(${recordText(this.#input.shape)}) from ${table}
      semi join (select unnest(coalesce(positions, [position])) as position ${faulty}) using (position)`,
    );
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
