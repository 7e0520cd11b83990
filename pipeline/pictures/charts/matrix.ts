// What follows what, as a matrix: rows are where people were, columns where they went. The darker a cell, the more.
import { countText, shareText } from "../cell-text.ts";
import { intensity } from "../palette.ts";
import type { Picture } from "../picture.ts";

export interface MatrixCell {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Of all that left `from`. */
  readonly rate: number;
}

export interface Matrix {
  readonly title: string;
  readonly counted: string;
  /** In the order in which rows stand. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Those that are not null; each pair once. */
  readonly cells: readonly MatrixCell[];
}

/** Above it the numbers in the cells would be too small to read; the table has them. */
const mostWithNumbers = 16;

const axis = (
  labels: readonly string[],
  extra: Readonly<Record<string, unknown>>,
): Record<string, unknown> => ({
  type: "category",
  data: labels,
  splitArea: { show: true, areaStyle: { color: ["#fff"] } },
  axisTick: { show: false },
  ...extra,
});

const summaryOf = ({ cells, counted }: Matrix): string => {
  const surest = cells.reduce<MatrixCell | undefined>(
    (best, cell) => (best === undefined || cell.count > best.count ? cell : best),
    undefined,
  );
  return surest === undefined
    ? "Nothing followed anything."
    : `Most often ${surest.from} was followed by ${surest.to}: ${countText(surest.count)} ${counted}, ` +
        `${shareText(surest.rate)} of what left ${surest.from}.`;
};

const optionOf = ({ from, to, cells, counted }: Matrix): Record<string, unknown> => ({
  animation: false,
  aria: { enabled: false },
  tooltip: { renderMode: "richText", confine: true },
  grid: { left: 8, right: 16, top: 8, bottom: 64, containLabel: true },
  xAxis: axis(to, { axisLabel: { color: "#1b2430", rotate: 40, width: 140, overflow: "truncate" } }),
  yAxis: axis(from, { inverse: true, axisLabel: { color: "#1b2430", width: 170, overflow: "truncate" } }),
  visualMap: {
    type: "continuous",
    min: 0,
    max: Math.max(1, ...cells.map(({ count }) => count)),
    orient: "horizontal",
    left: "center",
    bottom: 4,
    calculable: false,
    inRange: { color: intensity },
    text: [counted, ""],
    textStyle: { color: "#566170" },
  },
  series: [
    {
      type: "heatmap",
      data: cells.map((cell) => [to.indexOf(cell.to), from.indexOf(cell.from), cell.count]),
      label: { show: Math.max(from.length, to.length) <= mostWithNumbers, fontSize: 11 },
      itemStyle: { borderColor: "#fff", borderWidth: 1 },
      emphasis: { itemStyle: { borderColor: "#1b2430", borderWidth: 2 } },
    },
  ],
});

export const matrixPicture = (matrix: Matrix): Picture => ({
  title: matrix.title,
  summary: summaryOf(matrix),
  height: Math.min(1400, 180 + 30 * matrix.from.length),
  tableSide: "beside",
  option: optionOf(matrix),
  table: {
    caption: `What followed what, in ${matrix.counted}`,
    columns: [
      { heading: "from", kind: "text" },
      { heading: "to", kind: "text" },
      { heading: matrix.counted, kind: "count" },
      { heading: "of what left", kind: "share" },
    ],
    rows: matrix.cells.map(({ from, to, count, rate }) => [from, to, count, rate]),
  },
  marks: matrix.cells.map((_, place) => ({ seriesIndex: 0, dataIndex: place })),
});
