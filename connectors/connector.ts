// The contract of a connector: what a vendor format gives. A format knows nothing of identity, files or DuckDB.
import type { CanonicalEvent } from "../models/canonical-event.ts";

/**
 * A vendor format: one schema and one SQL mapping. The mapping is one SELECT over one relation.
 *
 * - input `lines`: relation `lines(position bigint, line varchar)`; every `line` is a valid JSON object within
 *   the limits of size and depth.
 * - input `rows`: relation `rows(position bigint, <columns> varchar…, rest varchar)`: the declared columns, null
 *   where the file has none, and `rest`, a JSON object text of the columns nobody declared (null if none).
 *
 * Both inputs are filled from any kind of file: NDJSON, JSON arrays, CSV, TSV, Parquet.
 * The relation `source_settings(source varchar, timezone varchar)` has one row.
 * Columns of the result: `mappedColumns` of models/canonical-event.ts.
 */
export interface Format {
  /** `channel/vendor`, as written in a configuration. */
  readonly name: string;
  /** One sentence for `polku doctor` and the documentation. */
  readonly summary: string;
  /** Where the vendor documents the records. */
  readonly reference: string;
  readonly input: "lines" | "rows";
  /** The columns that a `rows` mapping reads; required for `rows`. */
  readonly columns?: readonly string[];
  /** True where several records make one event; the mapping then gives `positions`, and sees whole files. */
  readonly isGrouped?: boolean;
  /** Namespaces that the mapping can emit. */
  readonly namespaces: readonly string[];
  /** True where the records name namespaces themselves, so that the mapping can emit others too. */
  readonly hasOpenNamespaces?: boolean;
  /** What of a record is kept nowhere, and why; all else must be in a column or in properties. */
  readonly leavesOut?: readonly LeftOut[];
  /** The mapping's file, relative to connectors/. */
  readonly mapping: string;
  /**
   * A SELECT that stands before the mapping: what formats of one family share, or what makes records into those of another
   * format, whose mapping then reads them as `lines`. See docs/decisions/0012-one-mapping-for-a-family.md.
   */
  readonly basis?: Basis;
  readonly sample: Sample;
}

/** A SELECT over the records, as a relation for the mapping. */
export interface Basis {
  /** As the mapping names it; `lines` stands in for the records themselves. */
  readonly relation: string;
  /** Its file, relative to connectors/. */
  readonly file: string;
}

/** A part of a record: all that stands under a member of this name, or the members beside one. */
export type LeftOut = { readonly why: string } & ({ readonly within: string } | { readonly beside: string });

/** Records as the vendor sends them, and the events they must become. The contract suite holds one to the other. */
export interface Sample {
  /** Where the records come from. */
  readonly origin: string;
  /** For `lines`: one JSON text a record. For `rows`: one object of text columns a record. */
  readonly records: readonly (string | Readonly<Record<string, string | null>>)[];
  readonly events: readonly CanonicalEvent[];
}
