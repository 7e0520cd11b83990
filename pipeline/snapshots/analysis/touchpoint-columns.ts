// The columns of touchpoints that every analysis passes over, beside their Parquet file and in its order. Persons are
// written as runs; where nearly all touchpoints have the same number, only the others.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ColumnFile } from "../../../models/manifest.ts";
import { PolkuError } from "../../../models/errors.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";
import { ColumnWriter, type NumberType } from "./column-files.ts";

const folderName = "analysis/columns";

const most16 = 65_536;

const columnsOf = (kinds: number): readonly (readonly [name: string, type: NumberType])[] => [
  ["at", "float64"],
  ["unit", "int32"],
  ["kind", kinds <= most16 ? "uint16" : "int32"],
  ["item", "int32"],
  ["is_session_start", "uint8"],
  ["owner", "int32"],
  ["owner_end", "int32"],
  ["straying_place", "int32"],
  ["straying_order", "int32"],
];

const readingSql = (path: string): string => `select
    file_row_number::integer as place, profile_key, unit_order, occurred_us::double as at, unit_key as unit,
    kind_key as kind, item_key as item, is_session_start::utinyint as is_session_start,
  from read_parquet(${quotedText(path)}, file_row_number = true)`;

type Writers = ReadonlyMap<string, ColumnWriter>;

const add = async (writers: Writers, name: string, numbers: ArrayLike<number>): Promise<void> => {
  await writers.get(name)?.add(numbers);
};

const wholeColumns = ["at", "unit", "kind", "item", "is_session_start"] as const;

type Chunk = ReadonlyMap<string, ArrayLike<number>>;

/** Follows profiles and straying touchpoints from chunk to chunk. */
class Runs {
  #owner = -1;
  #rows = 0;

  async add(writers: Writers, chunk: Chunk): Promise<void> {
    const [profile = [], order = [], place = []] = ["profile_key", "unit_order", "place"].map((name) =>
      chunk.get(name),
    );
    const [owners, ends, strayingPlaces, strayingOrders]: number[][] = [[], [], [], []];
    for (let row = 0; row < place.length; row += 1) {
      if (place[row] !== this.#rows) throw new PolkuError("internal", { problem: outOfOrder });
      if (profile[row] !== this.#owner) {
        if (this.#rows > 0) ends?.push(this.#rows);
        owners?.push((this.#owner = profile[row] ?? 0));
      }
      if (order[row] !== 0) {
        strayingPlaces?.push(this.#rows);
        strayingOrders?.push(order[row] ?? 0);
      }
      this.#rows += 1;
    }
    await add(writers, "owner", owners ?? []);
    await add(writers, "owner_end", ends ?? []);
    await add(writers, "straying_place", strayingPlaces ?? []);
    await add(writers, "straying_order", strayingOrders ?? []);
  }

  async finish(writers: Writers): Promise<void> {
    if (this.#rows > 0) await add(writers, "owner_end", [this.#rows]);
  }
}

const outOfOrder = "Touchpoints were read in another order than they are stored.";

const copyColumns = async (session: Session, path: string, writers: Writers): Promise<void> => {
  const stream = await session.stream(readingSql(path));
  const runs = new Runs();
  for await (const chunk of stream.chunks()) {
    const numbers = new Map<string, ArrayLike<number>>();
    stream.columns.forEach(({ name }, index) => {
      const vector = chunk.getColumnVector(index);
      if ("items" in vector) numbers.set(name, vector.items as ArrayLike<number>);
    });
    for (const name of wholeColumns) await add(writers, name, numbers.get(name) ?? []);
    await runs.add(writers, numbers);
  }
  await runs.finish(writers);
};

/** Writes them into a snapshot's folder, out of its file of touchpoints. */
export const writeTouchpointColumns = async (
  session: Session,
  folder: string,
  touchpointsFile: string,
  kinds: number,
): Promise<ColumnFile[]> => {
  await mkdir(join(folder, folderName));
  const writers = new Map<string, ColumnWriter>();
  try {
    for (const [name, type] of columnsOf(kinds)) {
      writers.set(name, await ColumnWriter.create(folder, { name, file: `${folderName}/${name}`, type }));
    }
    await copyColumns(session, join(folder, touchpointsFile), writers);
    return await Promise.all([...writers.values()].map((writer) => writer.finish()));
  } finally {
    await Promise.all([...writers.values()].map((writer) => writer.close()));
  }
};
