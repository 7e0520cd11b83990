// Bars that are cut into parts: a funnel's steps with what became of those who stopped there, drop-offs by kind, two
// groups beside one another. Parts differ by colour and by pattern.
import type { Cell, Mark, Picture, PictureColumn } from "../picture.ts";

export interface Part {
  readonly name: string;
  readonly colour: string;
  /** One for each bar. */
  readonly counts: readonly number[];
  /** Parts of one stack lie end to end; stacks stand side by side. Default: one stack. */
  readonly stack?: string;
}

export interface StackedBars {
  readonly title: string;
  readonly summary: string;
  readonly bars: readonly string[];
  readonly parts: readonly Part[];
  readonly table: {
    readonly caption: string;
    readonly columns: readonly PictureColumn[];
    readonly rows: readonly (readonly Cell[])[];
    /** For each row the bar that it is, and the part; the first part that is not empty where none is said. */
    readonly bars: readonly { readonly bar: number; readonly part?: number }[];
  };
}

const rowHeight = 34;

const seriesOf = ({ name, colour, counts, stack }: Part): Record<string, unknown> => ({
  type: "bar",
  name,
  stack: stack ?? "all",
  barMaxWidth: 26,
  itemStyle: { color: colour, borderColor: "#fff", borderWidth: 1 },
  emphasis: { itemStyle: { borderColor: "#1b2430", borderWidth: 2 } },
  data: counts.map((count) => (count === 0 ? null : count)),
});

const markOf = (
  parts: readonly Part[],
  { bar, part }: { readonly bar: number; readonly part?: number },
): Mark | null => {
  const place = part ?? parts.findIndex(({ counts }) => (counts[bar] ?? 0) > 0);
  return place < 0 ? null : { seriesIndex: place, dataIndex: bar };
};

export const stackedBarsPicture = ({ title, summary, bars, parts, table }: StackedBars): Picture => {
  const stacks = new Set(parts.map(({ stack }) => stack ?? "all")).size;
  return {
    title,
    summary,
    height: Math.min(1800, 110 + bars.length * (rowHeight + (stacks - 1) * 18)),
    tableSide: "beside",
    option: {
      animation: false,
      aria: { enabled: true, label: { enabled: false }, decal: { show: parts.length > 1 } },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true },
      legend: { show: parts.length > 1, top: 0, left: 0, itemGap: 16, textStyle: { color: "#1b2430" } },
      grid: { left: 8, right: 40, top: parts.length > 1 ? 60 : 16, bottom: 8, containLabel: true },
      xAxis: { type: "value", minInterval: 1, axisLabel: { color: "#566170" } },
      yAxis: {
        type: "category",
        inverse: true,
        data: bars,
        axisLabel: { color: "#1b2430", width: 190, overflow: "truncate" },
        axisTick: { show: false },
      },
      series: parts.map(seriesOf),
    },
    table: { caption: table.caption, columns: table.columns, rows: table.rows },
    marks: table.bars.map((wanted) => markOf(parts, wanted)),
  };
};
