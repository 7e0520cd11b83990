// The touchpoints of every unit set apart by value, so that a pass finds attempts of one value alone.
import type { FunnelRows } from "../engine/plan.ts";
import type { RowValues } from "../row-values.ts";

/** Where the rows of each code begin among all, sorted by code. */
const beginsOf = (of: Int32Array, codes: number): Int32Array => {
  const begins = new Int32Array(codes + 1);
  for (const code of of) begins[code + 1] = (begins[code + 1] ?? 0) + 1;
  for (let code = 0; code < codes; code += 1)
    begins[code + 1] = (begins[code + 1] ?? 0) + (begins[code] ?? 0);
  return begins;
};

const unitOfRows = ({ unitStarts, time }: FunnelRows): Int32Array => {
  const units = new Int32Array(time.length);
  for (let unit = 0; unit + 1 < unitStarts.length; unit += 1) {
    units.fill(unit, unitStarts[unit], unitStarts[unit + 1]);
  }
  return units;
};

const picked = (column: Int32Array, order: Int32Array): Int32Array => order.map((row) => column[row] ?? 0);

/** Rows by value, then as they stood; and the value of each of the new units. */
export const rowsByValue = (
  rows: FunnelRows,
  { of, names }: RowValues,
): { readonly rows: FunnelRows; readonly codeOfUnit: Int32Array } => {
  const next = beginsOf(of, names.length);
  const order = new Int32Array(of.length);
  for (let row = 0; row < of.length; row += 1) {
    const code = of[row] ?? 0;
    order[next[code] ?? 0] = row;
    next[code] = (next[code] ?? 0) + 1;
  }
  const units = picked(unitOfRows(rows), order);
  const codes = picked(of, order);
  const starts: number[] = [];
  for (let at = 0; at < order.length; at += 1) {
    if (at === 0 || units[at] !== units[at - 1] || codes[at] !== codes[at - 1]) starts.push(at);
  }
  return {
    rows: {
      unitStarts: Int32Array.from([...starts, order.length]),
      time: Float64Array.from(order, (row) => rows.time[row] ?? 0),
      low: picked(rows.low, order),
      high: rows.high === null ? null : picked(rows.high, order),
    },
    codeOfUnit: Int32Array.from(starts, (at) => codes[at] ?? 0),
  };
};
