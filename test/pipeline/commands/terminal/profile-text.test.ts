import { expect, test } from "vitest";
import { profileText } from "../../../../pipeline/commands/terminal/profile-text.ts";

const measures = { seconds: 0, cpu_seconds: 0, peak_rss_bytes: 0, peak_spilled_bytes: 0 };
const part = (name: string, seconds: number) => ({ ...measures, name, rows: 1, seconds });

const profile = {
  ...measures,
  run_id: "r1",
  snapshot_id: null,
  seconds: 200,
  peak_rss_bytes: 4_500_000_000,
  stages: [
    { ...part("land", 30), rows: 1_204_512, parts: [] },
    {
      ...part("build", 60),
      parts: [part("fct_paths", 45), ...Array.from({ length: 12 }, (_, n) => part(`fct_${String(n)}`, n))],
    },
  ],
};

test("a profile shows the ten that took longest: parts, and stages that have none", () => {
  const lines = profileText(profile, undefined).trim().split("\n");
  expect(lines.slice(2, 5).map((line) => line.split(/ {2,}/))).toEqual([
    ["build", "fct_paths", "1", "45 s", "0.0 s", "0 B"],
    ["land", "1,204,512", "30 s", "0.0 s", "0 B"],
    ["build", "fct_11", "1", "11 s", "0.0 s", "0 B"],
  ]);
  expect(lines).toHaveLength(13);
  expect(lines.at(-1)).toBe("3 min 20 s, cpu 0.0 s, memory 4.5 GB, spilled 0 B in all");
});
