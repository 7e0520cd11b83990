// What a picture is: a chart, the sentence that says what it shows, and the table of the same figures. Pure.

/** A part of a chart, as the charting library names it: series, and index within its data. */
export interface Mark {
  readonly seriesIndex: number;
  readonly dataIndex: number;
  readonly dataType?: "edge" | "node";
}

export type Cell = string | number | boolean | null;

export interface PictureTable {
  readonly caption: string;
  /** Headings, and how their cells are written. */
  readonly columns: readonly PictureColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface PictureColumn {
  readonly heading: string;
  /** Text is set to the left; all others to the right. Shares are of 1, seconds are written as a duration. */
  readonly kind: "text" | "count" | "share" | "seconds" | "money" | "time" | "number";
}

export interface Picture {
  readonly title: string;
  /** One or two sentences that say what is seen, for those who cannot see it too. */
  readonly summary: string;
  /** The option of the charting library: JSON only, no function. Null where the table alone says it. */
  readonly option: Readonly<Record<string, unknown>> | null;
  /** Height in pixels. */
  readonly height: number;
  /** Where the table stands; charts that need the width have it below. */
  readonly tableSide: "beside" | "below";
  readonly table: PictureTable;
  /** For each row of the table, its part of the chart; null where it has none. */
  readonly marks: readonly (Mark | null)[];
}
