// The demo's story as text: what came in, who was found, how right that is, what stitching changes, where people
// leave, one person's way, and what to try next. Figures only of the data: the same on every run.
import type { EvaluateResult, ExplainResult, RunResult } from "../../../models/results.ts";
import { alignedTable } from "../../terminal/aligned-table.ts";
import { countText, shareText } from "../../terminal/figures.ts";
import type { World } from "../generate-world.ts";
import { helsinkiTime } from "../world/calendar.ts";
import type { ExampleJourney } from "./example-journey.ts";
import type { LargeDropOff } from "./largest-drop-offs.ts";
import { type Contrast, type DropOffKind, dropOffKinds, type StitchingEffect } from "./stitching-effect.ts";

export interface DemoFacts {
  readonly seed: string;
  readonly people: number;
  readonly expected: World["expected"];
  readonly planted: World["planted"];
  readonly run: RunResult;
  readonly identifiers: EvaluateResult;
  readonly events: EvaluateResult;
  /** The truth over events held against one person per most local identifier. */
  readonly eventsUnstitched: EvaluateResult;
  readonly effect: StitchingEffect;
  readonly dropOffs: readonly LargeDropOff[];
  readonly example: ExampleJourney | null;
  readonly evidence: ExplainResult | null;
  /** How a command of polku is called with the demo's configuration. */
  readonly command: (name: string) => string;
}

const width = 100;

/** A table with its first column of text and the others of numbers. */
const table = (names: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const columns = names.map((name, place) => ({ name, isNumeric: place > 0 }));
  return alignedTable(columns, rows, width).trimEnd().split("\n");
};

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`.trimEnd());

const opening = ({ people, seed }: DemoFacts): string[] => [
  `One shop in Finland, four channels, four months, ${countText(people)} people, made from the seed "${seed}".`,
  "What they do follows figures measured in public data sets. Who they are was planted, so the truth is",
  "known, and every figure below can be held against it. docs/demo.md tells how.",
];

const destinations = [
  "records",
  "quarantined_records",
  "received",
  "stored",
  "duplicate",
  "superseded",
  "quarantined",
] as const;

const records = ({ run, expected }: DemoFacts): string[] => {
  const rows = run.sources.map((source) => [
    source.name,
    ...destinations.map((name) => countText(source[name])),
  ]);
  const counted = run.sources.every((source) => {
    const planted = Object.entries(expected).find(([name]) => name === source.name)?.[1];
    return destinations.every((name) => planted?.[name] === source[name]);
  });
  return [
    "Records in, and where they went",
    ...indented(table(["source", "records", "broken", ...destinations.slice(2)], rows)),
    counted
      ? "  Every record that was broken, sent twice or outdated on purpose was found, and no other."
      : "  This is not what was planted: see planted.json.",
    `  Beside these: ${countText(run.unattributed)} receipts of nobody known, ${countText(run.future)} events of clocks that run ahead.`,
  ];
};

const people = ({ run }: DemoFacts): string[] => [
  "People",
  `  ${countText(run.profiles)} profiles, ${countText(run.known_profiles)} of them known by name.`,
  `  Without stitching, the same events look like ${countText(run.profiles_without_stitching)} people.`,
];

const rate = (share: number | null): string => (share === null ? "–" : shareText(share));

const pairRow = (name: string, result: EvaluateResult): string[] => [
  name,
  countText(result.true_pairs),
  countText(result.predicted_pairs),
  countText(result.correct_pairs),
  rate(result.precision),
  rate(result.recall),
];

const accuracy = ({ identifiers, events, eventsUnstitched }: DemoFacts): string[] => {
  const rows = [
    pairRow("identifiers", identifiers),
    pairRow("events", events),
    pairRow("events, unstitched", eventsUnstitched),
  ];
  return [
    "How right that is: pairs that belong to one person, in truth and as found",
    ...indented(table(["pairs of", "true", "found", "right", "precision", "recall"], rows)),
  ];
};

const meanings: Readonly<Record<DropOffKind, string>> = {
  continued_elsewhere: "visits that went on in another channel",
  continued_later: "visits that went on later in the same channel",
  came_back: "dropped, and came back another day",
  identity_lost: "dropped, and nobody can tell who it was",
  gone: "dropped, and gone",
  open: "still open when the data ends",
};

const contrastRow = (name: string, { stitched, unstitched }: Contrast): string[] => [
  name,
  countText(stitched),
  countText(unstitched),
];

const stitching = ({ effect }: DemoFacts): string[] => {
  const changed = effect.journeys.stitched - effect.unchangedJourneys;
  return [
    "What stitching changes",
    ...indented(
      table(
        ["", "stitched", "unstitched"],
        [
          contrastRow("journeys", effect.journeys),
          contrastRow("journeys that reached their goal", effect.converted),
          contrastRow("journeys through more than one channel", effect.acrossChannels),
          contrastRow("different paths", effect.paths),
          ...dropOffKinds.map((kind) => contrastRow(meanings[kind], effect.dropOffs[kind])),
        ],
      ),
    ),
    `  ${countText(changed)} of ${countText(effect.journeys.stitched)} journeys read differently once they are stitched.`,
  ];
};

const nextShown = 4;

const dropOffs = ({ dropOffs: largest }: DemoFacts): string[] => [
  "The three largest drop-offs on the way to a purchase, and where people went next",
  ...largest.flatMap(({ step, dropOffs: count, visits, next }) => [
    `  ${step}: ${countText(count)} of ${countText(visits)} visits ended here (${shareText(count / visits)})`,
    ...indented(
      indented(
        next
          .slice(0, nextShown)
          .map((entry) => `${shareText(entry.dropOffs / count).padStart(6)}  ${entry.to}`),
      ),
    ),
  ]),
];

const steps = (example: ExampleJourney): string[][] =>
  example.steps.map(({ at, step, touchpoints, matchedBy, campaign, value }) => [
    helsinkiTime(Date.parse(at)).slice(0, 16),
    step,
    touchpoints === 1 ? "" : `${touchpoints} times`,
    value === null ? "" : `${value} EUR`,
    campaign ?? "",
    `by ${matchedBy.join(", ")}`,
  ]);

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

const one = ({ example, evidence }: DemoFacts): string[] => {
  if (example === null) return [];
  const columns = ["when", "step", "", "paid", "mailing", "matched"].map((name) => ({
    name,
    isNumeric: false,
  }));
  const chain = evidence?.chain ?? [];
  return [
    `One person's way: ${example.profileId}`,
    ...indented(
      alignedTable(columns, steps(example), width - 2)
        .trimEnd()
        .split("\n"),
    ),
    ...(chain.length === 0 ? [] : ["  What holds the first and the last of it together:"]),
    ...chain.map(
      ({ from, to, source, occurred_at }) =>
        `    ${short(from)} and ${short(to)}: ${source}, ${helsinkiTime(Date.parse(occurred_at)).slice(0, 16)}`,
    ),
  ];
};

const further = ({ command, example }: DemoFacts): string[] => [
  "Look further",
  `  ${command("query")} "select * from fct_paths order by path_rank limit 10"`,
  `  ${command("query")} "select * from fct_funnel_steps"`,
  ...(example === null ? [] : [`  ${command("explain")} ${example.profileId}`]),
  `  ${command("quarantine")} list`,
  `  ${command("export")} --to demo/export --format csv`,
];

/** The story, a paragraph for each part, ending with a line end. No line is wider than 100 columns. */
export const demoStory = (facts: DemoFacts): string =>
  [opening, records, people, accuracy, stitching, dropOffs, one, further]
    .map((part) => part(facts).join("\n"))
    .join("\n\n")
    .concat("\n");
