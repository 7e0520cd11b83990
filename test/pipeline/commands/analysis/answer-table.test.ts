import { describe, expect, it } from "vitest";
import type { AnalysisResult } from "../../../../models/analyses/analysis-result.ts";
import { compareAnswers } from "../../../../pipeline/analysis/compare/compare-answers.ts";
import { answerTable, totalsText } from "../../../../pipeline/commands/analysis/answer-table.ts";

const columns = ["step_label", "visits", "drop_offs", "drop_off_rate", "open", "median_seconds_until_next"];
const row = (step_label: string, visits: number, drop_offs: number, seconds: number | null) => ({
  step_label,
  visits,
  drop_offs,
  drop_off_rate: drop_offs / visits,
  open: 0,
  median_seconds_until_next: seconds,
});

const origin = { definition: {}, data_end: null, snapshot_id: "s", identity: "stitched" } as const;
const one = { columns, rows: [row("cart", 1200, 120, 183_600), row("product", 80, 8, null)] };
const other = { columns, rows: [row("cart", 1000, 250, 45), row("product", 90, 9, 3)] };

const answer: AnalysisResult = { ...origin, ...one, totals: { visits: 1280, conversion_rate: 0.25 } };
const both = compareAnswers(
  { ...one, totals: { visits: 1280 } },
  { ...other, totals: { visits: 1090 } },
  { keys: ["step_label"], shares: [{ hits: "drop_offs", of: "visits" }] },
);
const compared: AnalysisResult = {
  ...origin,
  ...both,
  columns: [...both.columns],
  rows: [...both.rows],
  versus: { ...origin, group: {}, method: "a test" },
};

const linesOf = (result: AnalysisResult, width?: number): string[] =>
  answerTable(result, 100, width).table.split("\n");

describe("an answer as a table", () => {
  it("has shares in percent, seconds as durations and thousands in groups", () => {
    expect(linesOf(answer)[2]).toMatch(/^cart +1,200 +120 +10\.0 % +0 +2 d 3 h$/);
    expect(linesOf(answer)[3]).toMatch(/∅$/);
    expect(totalsText(answer)).toBe("visits 1,280, conversion_rate 25.0 %");
  });

  it("of two answers has one column for each measure, with the mark of what chance hardly makes", () => {
    const [header = "", , cart = "", product = ""] = linesOf(compared);
    expect(header.split(/ {2,}/)).toEqual(columns);
    expect(cart).toMatch(/1,200 → 1,000 +120 → 250\* +10\.0 % → 25\.0 % .* 2 d 3 h → 45 s$/);
    expect(product).toMatch(/ 80 → {4}90 +8 → {3}9 /);
    expect(totalsText(compared)).toBe("visits 1,280 → 1,090");
    const { notes } = answerTable(compared, 100, undefined);
    expect(notes).toEqual([
      "all → --versus; * where chance alone makes so large a difference in less than 5 of 100 cases (a test).",
    ]);
  });

  it("names who is compared", () => {
    const versus = { group: {}, ...origin, identity: "unstitched" as const, method: "a test" };
    expect(answerTable({ ...compared, versus }, 100, undefined).notes[0]).toMatch(/^stitched → unstitched;/);
  });

  it("keeps to the terminal's width: names in several lines, then without columns that say nothing", () => {
    const whole = linesOf(compared, 200);
    const narrow = linesOf(compared, 100);
    expect(whole[0]).toContain("median_seconds_until_next");
    expect(narrow.every((line) => line.length <= 100)).toBe(true);
    expect(narrow.join("\n")).not.toContain("…");
    const { table, notes } = answerTable(compared, 100, 72);
    expect(notes[0]).toBe("Left out, with no figure in any row: open.");
    expect(table).not.toContain("…");
  });

  it("cuts texts and the hour of times before anything else, and never an id", () => {
    const people: AnalysisResult = {
      ...origin,
      columns: ["profile_id", "step", "reached_at"],
      rows: [
        { profile_id: "p_0123456789", step: "a very long step", reached_at: "2026-01-05T10:00:30.000Z" },
      ],
      totals: {},
    };
    expect(linesOf(people)[2]).toBe("p_0123456789  a very long step  2026-01-05 10:00:30");
    expect(linesOf(people, 40)[2]).toBe("p_0123456789  a very long s…  2026-01-05");
  });

  it("is laid in several, each with what a row is about, before a figure would be cut", () => {
    const { table } = answerTable(compared, 100, 45);
    const blocks = table.split("\n\n");
    expect(blocks).toHaveLength(2);
    expect(blocks.every((block) => /^cart .*→/m.test(block))).toBe(true);
    expect(table).not.toContain("…");
    expect(table.split("\n").every((text) => text.length <= 45)).toBe(true);
  });
});
