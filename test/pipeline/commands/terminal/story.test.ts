import { expect, test } from "vitest";
import type { RunResult } from "../../../../models/results.ts";
import { type StoryFacts, storyText } from "../../../../pipeline/commands/terminal/story.ts";

const source = {
  name: "shop",
  records: 1200,
  mapped: 1190,
  quarantined_records: 10,
  received: 1190,
  stored: 1100,
  duplicate: 80,
  superseded: 9,
  quarantined: 1,
  erased: 0,
};

const result: RunResult = {
  run_id: "r1",
  snapshot_id: "20260101T000000Z-abcdef",
  snapshot_dir: "workspace/snapshots/20260101T000000Z-abcdef",
  data_end: "2026-01-01T00:00:00.000Z",
  sources: [source, { ...source, name: "care", records: 1 }],
  unattributed: 7,
  future: 1,
  profiles: 300,
  known_profiles: 120,
  profiles_without_stitching: 450,
  audits: { passed: 10, failed: 0, warnings: 0 },
  warnings: [],
  stages: [],
};

const facts: StoryFacts = {
  touchpoints: 1000,
  anonymous: 700,
  recognised: 400,
  dropOffs: [
    { journey: "purchase", step: "web/cart_added", drop_offs: 40, visits: 160 },
    { journey: "purchase", step: "web/page_viewed", drop_offs: 20, visits: 600 },
  ],
};

test("the story tells where records went, who was found, and where people drop off", () => {
  expect(storyText(result, facts)).toBe(`
source  records  mapped  quarantined_records  received  stored  duplicate  superseded  quarantined
------  -------  ------  -------------------  --------  ------  ---------  ----------  -----------
shop      1,200   1,190                   10     1,190   1,100         80           9            1
care          1   1,190                   10     1,190   1,100         80           9            1
all       1,201   2,380                   20     2,380   2,200        160          18            2

300 profiles, 120 of them known by name; without stitching they would look like 450 people.
700 of 1,000 touchpoints named nobody; 400 of these now belong to a known profile.
Stored, but in no journey: 7 events named nobody at all, 1 event later than the end of data.

The largest drop-offs:
  purchase: 40 of 160 visits ended at web/cart_added (25.0 %)
  purchase: 20 of 600 visits ended at web/page_viewed (3.3 %)

Evidence up to 2026-01-01T00:00:00.000Z. Tables: workspace/snapshots/20260101T000000Z-abcdef
`);
});

test("the story of a run without new records says so", () => {
  const idle = { ...result, sources: [{ ...source, records: 0 }], unattributed: 0, future: 0 };
  const text = storyText(idle, { ...facts, dropOffs: [] });
  expect(text).toContain("No new records.");
  expect(text).toContain("No journey has a drop-off yet.");
  expect(text).not.toContain("Stored, but");
});
