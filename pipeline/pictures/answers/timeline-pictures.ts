// One person's timeline as pictures: the touchpoints across channels, and the identifiers with what joined them.
import type { Timeline } from "../../analysis/timeline/read-timeline.ts";
import { timelinePicture } from "../charts/timeline.ts";
import type { Picture } from "../picture.ts";

const evidencePicture = ({ identifiers }: Timeline): Picture => ({
  title: "Why this is one person",
  summary:
    identifiers.length === 1
      ? "One identifier, and nothing that joined another to it."
      : `${String(identifiers.length)} identifiers. Each came to the others by an event that carried two of them.`,
  option: null,
  height: 0,
  tableSide: "below",
  table: {
    caption: "Identifiers, and the first event that joined each to another",
    columns: [
      { heading: "identifier", kind: "text" },
      { heading: "kind", kind: "text" },
      { heading: "first seen (UTC)", kind: "time" },
      { heading: "events", kind: "count" },
      { heading: "joined (UTC)", kind: "time" },
      { heading: "with", kind: "text" },
      { heading: "by event", kind: "text" },
    ],
    rows: identifiers.map((identifier) => [
      `${identifier.namespace}:${identifier.value}`,
      identifier.is_anchor ? `${identifier.kind}, names the profile` : identifier.kind,
      identifier.first_seen_at,
      identifier.events,
      identifier.joined_at,
      identifier.joined_with,
      identifier.joined_by,
    ]),
  },
  marks: [],
});

export const timelinePictures = (timeline: Timeline): Picture[] => [
  timelinePicture({
    title: "Across channels",
    points: timeline.touchpoints.map((touchpoint) => ({
      at: touchpoint.occurred_at,
      channel: touchpoint.channel,
      label: touchpoint.step_label,
      direction: touchpoint.direction,
      session: touchpoint.session_id,
      item: touchpoint.item ?? touchpoint.campaign,
      value: touchpoint.value === null ? null : `${touchpoint.value} ${touchpoint.currency ?? ""}`.trim(),
      matchedBy: touchpoint.matched_namespace,
    })),
    evidence: timeline.identifiers.flatMap(({ namespace, value, joined_at, joined_with }) =>
      joined_at === null
        ? []
        : [{ at: joined_at, identifier: `${namespace}:${value}`, because: joined_with ?? "" }],
    ),
  }),
  evidencePicture(timeline),
];
