// How people flow from step to step, as a Sankey diagram: columns are steps, colours are channels, the width of a
// band is how many went that way.
import type { Picture } from "../picture.ts";
import { countText, durationText } from "../cell-text.ts";
import { channelColours, neutral } from "../palette.ts";

export interface FlowNode {
  /** Unique among the nodes. */
  readonly id: string;
  /** Column, from 0. Bands lead to later columns only. */
  readonly depth: number;
  readonly label: string;
  /** Null for ends. */
  readonly channel: string | null;
  /** As it is told, from 1; null for a start and for ends, which are no steps. */
  readonly step: number | null;
}

export interface FlowBand {
  readonly from: FlowNode;
  readonly to: FlowNode;
  readonly count: number;
  /** Median seconds between the two; null where nothing was measured. */
  readonly medianSeconds: number | null;
}

export interface Flow {
  readonly title: string;
  /** What is counted: "transitions", "people", … */
  readonly counted: string;
  readonly bands: readonly FlowBand[];
}

const longest = 34;

const short = (label: string): string =>
  label.length <= longest ? label : `${label.slice(0, longest - 1)}…`;

const nodesOf = (bands: readonly FlowBand[]): FlowNode[] => [
  ...new Map(bands.flatMap(({ from, to }) => [from, to]).map((node) => [node.id, node])).values(),
];

const seriesOf = (bands: readonly FlowBand[]): Record<string, unknown> => {
  const nodes = nodesOf(bands);
  const colours = channelColours(nodes.flatMap(({ channel }) => (channel === null ? [] : [channel])));
  return {
    type: "sankey",
    left: 8,
    right: 190,
    top: 12,
    bottom: 12,
    nodeGap: 12,
    nodeWidth: 14,
    draggable: false,
    emphasis: { focus: "adjacency" },
    lineStyle: { color: "source", opacity: 0.35, curveness: 0.5 },
    label: { fontSize: 12, color: "#1b2430" },
    data: nodes.map(({ id, depth, label, channel }) => ({
      name: id,
      depth,
      label: { formatter: short(label) },
      itemStyle: { color: channel === null ? neutral : (colours.get(channel) ?? neutral), borderWidth: 0 },
    })),
    links: bands.map(({ from, to, count }) => ({ source: from.id, target: to.id, value: count })),
  };
};

const largest = (bands: readonly FlowBand[]): FlowBand | undefined =>
  bands.reduce<FlowBand | undefined>(
    (best, band) => (best === undefined || band.count > best.count ? band : best),
    undefined,
  );

const named = ({ step, label }: FlowNode): string => (step === null ? label : `${String(step)}. ${label}`);

const summaryOf = ({ bands, counted }: Flow): string => {
  const first = largest(bands);
  if (first === undefined) return "Nobody went from one step to another.";
  const after =
    first.medianSeconds === null ? "" : `, half of them within ${durationText(first.medianSeconds)}`;
  return (
    `The widest band leads from ${first.from.label} to ${first.to.label}: ` +
    `${countText(first.count)} ${counted}${after}.`
  );
};

const heightOf = (bands: readonly FlowBand[]): number => {
  const perColumn = new Map<number, number>();
  for (const { depth } of nodesOf(bands)) perColumn.set(depth, (perColumn.get(depth) ?? 0) + 1);
  return Math.min(1400, Math.max(320, 60 + 34 * Math.max(0, ...perColumn.values())));
};

/** Bands in the order given, which is that of the table too. */
export const flowPicture = (flow: Flow): Picture => ({
  title: flow.title,
  summary: summaryOf(flow),
  height: heightOf(flow.bands),
  tableSide: "beside",
  option: {
    animation: false,
    tooltip: { renderMode: "richText", confine: true },
    aria: { enabled: false },
    series: [seriesOf(flow.bands)],
  },
  table: {
    caption: `From step to step, in ${flow.counted}`,
    columns: [
      { heading: "from", kind: "text" },
      { heading: "to", kind: "text" },
      { heading: flow.counted, kind: "count" },
      { heading: "median time", kind: "seconds" },
    ],
    rows: flow.bands.map(({ from, to, count, medianSeconds }) => [
      named(from),
      named(to),
      count,
      medianSeconds,
    ]),
  },
  marks: flow.bands.map((_, place) => ({ seriesIndex: 0, dataIndex: place, dataType: "edge" })),
});
