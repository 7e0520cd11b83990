// Cases of what came next: `after a>b (adjacent)` or `before a`, person by person.
import { z } from "zod";
import { paths } from "../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../verdict.ts";
import type { JourneyCase } from "./journey-case.ts";
import { playJourneyCase, type PlayedCase } from "./play-journey-case.ts";

const expectSchema = z.record(z.string(), z.array(z.string().nullable()));

/** What came next for each person, in the order of their names; null where nothing did. */
const nextOf = async ({ config, personOf }: PlayedCase, question: string): Promise<(string | null)[]> => {
  const [, direction = "after", steps = ""] = /^(after|before) (\S+)/.exec(question) ?? [];
  const { rows } = await paths({
    config,
    definition: {
      show: "next",
      label: "item",
      grain: "profile",
      collapse: false,
      [direction]: steps.split(">"),
    },
    people: true,
  });
  const found = new Map(
    rows.map((row) => [
      personOf.get(String(row["profile_id"])),
      row[direction === "after" ? "next_label" : "previous_label"],
    ]),
  );
  return [...personOf.values()].toSorted().map((person) => {
    const next = found.get(person);
    return typeof next === "string" ? next : null;
  });
};

/** Kind `nextNode`. */
export const nextNodeAdapter = (example: JourneyCase): Promise<Verdict> => {
  const expected = expectSchema.parse(example.expect);
  return playJourneyCase(example, {}, async (played) => {
    const reasons: string[] = [];
    for (const [question, wanted] of Object.entries(expected)) {
      const [left, right] = [JSON.stringify(await nextOf(played, question)), JSON.stringify(wanted)];
      if (left !== right) reasons.push(`${question}: expected ${right}; found ${left}`);
    }
    return verdictOf(reasons);
  });
};
