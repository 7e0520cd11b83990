// One person across channels: a lane for each channel, a dot for each touchpoint, and a line where an identifier
// joined the profile.
import type { Picture } from "../picture.ts";
import { countText, durationText } from "../cell-text.ts";
import { channelColours, neutral } from "../palette.ts";

export interface TimelinePoint {
  /** ISO, UTC. */
  readonly at: string;
  readonly channel: string;
  readonly label: string;
  readonly direction: "inbound" | "outbound";
  readonly session: string | null;
  readonly item: string | null;
  readonly value: string | null;
  /** The identifier by which the touchpoint is this person's. */
  readonly matchedBy: string;
}

export interface TimelineEvidence {
  readonly at: string;
  readonly identifier: string;
  /** Why it is here: what it was seen together with, and on which event. */
  readonly because: string;
}

export interface Timeline {
  readonly title: string;
  /** In canonical order. */
  readonly points: readonly TimelinePoint[];
  readonly evidence: readonly TimelineEvidence[];
}

const symbols = { inbound: "circle", outbound: "emptyTriangle" } as const;

const timeOf = (at: string): number => Date.parse(at);

const summaryOf = ({ points, evidence }: Timeline): string => {
  const [first, last] = [points.at(0), points.at(-1)];
  if (first === undefined || last === undefined) return "No touchpoint of this person counts.";
  const channels = new Set(points.map(({ channel }) => channel)).size;
  const span = durationText((timeOf(last.at) - timeOf(first.at)) / 1000);
  return (
    `${countText(points.length)} touchpoints in ${String(channels)} ${channels === 1 ? "channel" : "channels"} within ` +
    `${span}, held together by ${String(evidence.length)} ${evidence.length === 1 ? "identifier" : "identifiers"}. ` +
    "Dots are what the person did, triangles what the company sent; a dashed line is where an identifier joined."
  );
};

/** Lines that stand closer than that part of the whole time are one. */
const closest = 1 / 50;

/** Where identifiers joined: those that joined at about one time share a line. */
const marksOf = ({ points, evidence }: Timeline): { at: string; label: string }[] => {
  const times = [...points.map(({ at }) => at), ...evidence.map(({ at }) => at)].map(timeOf);
  const reach = (Math.max(...times) - Math.min(...times)) * closest;
  const groups: TimelineEvidence[][] = [];
  for (const one of evidence.toSorted((left, right) => timeOf(left.at) - timeOf(right.at))) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && timeOf(one.at) - timeOf(group[0].at) <= reach) group.push(one);
    else groups.push([one]);
  }
  return groups.flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          {
            at: first.at,
            label: others.length === 0 ? first.identifier : `${first.identifier} +${String(others.length)}`,
          },
        ],
  );
};

const optionOf = (timeline: Timeline): Record<string, unknown> => {
  const { points } = timeline;
  const channels = [...new Set(points.map(({ channel }) => channel))];
  const colours = channelColours(channels);
  return {
    animation: false,
    aria: { enabled: false },
    tooltip: { renderMode: "richText", confine: true },
    grid: { left: 8, right: 24, top: 60, bottom: 64, containLabel: true },
    xAxis: { type: "time", axisLabel: { color: "#566170", hideOverlap: true } },
    yAxis: {
      type: "category",
      inverse: true,
      data: channels,
      splitLine: { show: true },
      axisLabel: { color: "#1b2430" },
      axisTick: { show: false },
    },
    dataZoom: [{ type: "slider", bottom: 12, height: 22, brushSelect: false }],
    series: [
      {
        type: "scatter",
        symbolSize: 12,
        data: points.map(({ at, channel, label, direction, item }) => ({
          name: item === null ? label : `${label} (${item})`,
          value: [at, channel],
          symbol: symbols[direction],
          itemStyle: { color: colours.get(channel) ?? neutral, opacity: 0.85 },
        })),
        emphasis: { itemStyle: { borderColor: "#1b2430", borderWidth: 2 }, scale: 1.4 },
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { type: "dashed", color: "#566170" },
          label: {
            color: "#1b2430",
            fontSize: 11,
            rotate: 0,
            position: "start",
            width: 150,
            overflow: "truncate",
          },
          data: marksOf(timeline).map(({ at, label }, place) => ({
            xAxis: at,
            label: { formatter: label, distance: 4 + 14 * (place % 3) },
          })),
        },
      },
    ],
  };
};

/** Two tables would need two pictures: the evidence is a picture of its own. */
export const timelinePicture = (timeline: Timeline): Picture => ({
  title: timeline.title,
  summary: summaryOf(timeline),
  height: 220 + 54 * new Set(timeline.points.map(({ channel }) => channel)).size,
  tableSide: "below",
  option: optionOf(timeline),
  table: {
    caption: "Touchpoints in order",
    columns: [
      { heading: "when (UTC)", kind: "time" },
      { heading: "what", kind: "text" },
      { heading: "direction", kind: "text" },
      { heading: "about", kind: "text" },
      { heading: "value", kind: "money" },
      { heading: "known by", kind: "text" },
    ],
    rows: timeline.points.map(({ at, label, direction, item, value, matchedBy }) => [
      at,
      label,
      direction,
      item,
      value,
      matchedBy,
    ]),
  },
  marks: timeline.points.map((_, place) => ({ seriesIndex: 0, dataIndex: place })),
});
