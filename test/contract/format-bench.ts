// Runs a format the way a run does, over records or over many variants of its sample in one file.
import type { Format, LeftOut } from "../../connectors/connector.ts";
import type { ObservedIdentifier } from "../../models/canonical-event.ts";
import { formatMapping } from "../../pipeline/stages/map/mapping.ts";
import type { Row } from "../../pipeline/warehouse/session.ts";
import { type PlanChanges, type StagedRows, StagingBench } from "../pipeline/stages/staging-bench.ts";
import { changed, leavesOf, lineOf, type Path, textOf, type Value, valueAt } from "./record-paths.ts";

/** A copy of a sample's record with one place changed. */
export interface Variant {
  readonly record: number;
  readonly path: Path;
  readonly value: Value;
}

export interface Outcome {
  readonly events: readonly Row[];
  readonly faults: readonly Row[];
}

export const sampleRecords = (format: Format): Value[] =>
  format.sample.records.map((record) =>
    typeof record === "string" ? (JSON.parse(record) as Value) : record,
  );

/** A variant for each place that `places` gives of each record. */
export const variantsOf = (
  format: Format,
  places: (record: Value) => readonly { path: Path; value: Value }[],
): Variant[] =>
  sampleRecords(format).flatMap((record, index) =>
    places(record).map(({ path, value }) => ({ record: index, path, value })),
  );

export const leafVariants = (format: Format, value: (index: number) => Value): Variant[] =>
  variantsOf(format, leavesOf).map((variant, index) => ({ ...variant, value: value(index) }));

/** Identifiers as `namespace:value`, verified ones marked with `!`. */
export const identifierNames = (event: Row | undefined): string[] => {
  const held = (event?.["identifiers"] ?? []) as unknown as ObservedIdentifier[];
  return held.map(({ namespace, value, is_verified }) => `${namespace}:${value}${is_verified ? "!" : ""}`);
};

/** A JSON column of an event, parsed. */
export const documentOf = (event: Row | undefined, column: "traits" | "consent" | "properties"): unknown => {
  const text = event?.[column];
  return typeof text === "string" ? JSON.parse(text) : null;
};

export const isLeftOut = (format: Format, { record, path }: Variant): boolean => {
  const whole = sampleRecords(format)[record] ?? null;
  const parents = path.map((_, depth) => valueAt(whole, path.slice(0, depth)));
  const isBeside = (name: string): boolean =>
    parents.some(
      (parent, depth) =>
        parent !== null && typeof parent === "object" && Object.hasOwn(parent, name) && path[depth] !== name,
    );
  const leaves = (left: LeftOut): boolean =>
    "within" in left ? path.includes(left.within) : isBeside(left.beside);
  return (format.leavesOut ?? []).some(leaves);
};

export class FormatBench extends StagingBench {
  #files = 0;

  async lines(format: Format, lines: readonly string[], timezone = "UTC"): Promise<StagedRows> {
    return this.file(format, `${(this.#files += 1)}.ndjson`, lines.join("\n"), timezone);
  }

  async file(format: Format, path: string, content: string | Buffer, timezone = "UTC"): Promise<StagedRows> {
    return this.read(path, content, this.changes(format, timezone));
  }

  /** Events of records that are all good, by position and id. */
  async events(format: Format, records: readonly Value[], timezone = "UTC"): Promise<readonly Row[]> {
    const { events, faults } = await this.lines(format, records.map(lineOf), timezone);
    if (faults.length > 0) throw new Error(`set aside: ${JSON.stringify(faults)}`);
    return events;
  }

  /** Why records are set aside, by position. */
  async reasons(format: Format, records: readonly Value[], timezone = "UTC"): Promise<string[]> {
    const { faults } = await this.lines(format, records.map(lineOf), timezone);
    return faults.map(({ position, reason }) => `${textOf(position)} ${textOf(reason)}`);
  }

  changes(format: Format, timezone: string): PlanChanges {
    return { mapping: formatMapping(format), source: { timezone } };
  }

  /** What becomes of each variant. All are in one file; of a grouped format each is a whole sample. */
  async variants(format: Format, variants: readonly Variant[], timezone = "UTC"): Promise<Outcome[]> {
    const lots = variants.map((variant, index) => recordsOf(format, variant, index).map(lineOf));
    const staged = await this.lines(format, lots.flat(), timezone);
    const size = format.isGrouped === true ? format.sample.records.length : 1;
    const events = byVariant(staged.events, size);
    const faults = byVariant(staged.faults, size);
    return variants.map((_, index) => ({ events: events.get(index) ?? [], faults: faults.get(index) ?? [] }));
  }
}

const byVariant = (rows: readonly Row[], size: number): Map<number, Row[]> => {
  const found = new Map<number, Row[]>();
  for (const row of rows) {
    const index = Math.floor((Number(row["position"]) - 1) / size);
    found.set(index, [...(found.get(index) ?? []), row]);
  }
  return found;
};

const recordsOf = (format: Format, { record, path, value }: Variant, index: number): Value[] => {
  const records = sampleRecords(format);
  const all = records.map((each, place) => (place === record ? changed(each, path, value) : each));
  return format.isGrouped === true
    ? all.map((each) => ofItsOwnGroup(format, each, index))
    : all.slice(record, record + 1);
};

/** Ids of groups of one variant must not be those of another. */
const ofItsOwnGroup = (format: Format, record: Value, index: number): Value => {
  const ids = new Set<Value>(format.sample.events.map(({ event_id }) => event_id));
  return leavesOf(record)
    .filter(({ value }) => ids.has(value))
    .reduce((copy, { path, value }) => changed(copy, path, `${textOf(value)}-${index}`), record);
};
