// The demo's story as text: what came in, who was found, how right that is, what stitching changes, where people
// leave, one person's way, and what to try next. Figures only of the data: the same on every run.
import { dirname, join } from "node:path";
import type { RunResult } from "../../../models/results.ts";
import type { EvaluateResult } from "../../../models/results/identity.ts";
import { alignedTable } from "../../commands/terminal/aligned-table.ts";
import { countText, shareText } from "../../commands/terminal/figures.ts";
import type { World } from "../generate-world.ts";
import type { PlantedThing } from "../records/ledger.ts";
import { helsinkiTime } from "../world/calendar.ts";
import type { ExampleJourney } from "./example-journey.ts";
import type { LargeDropOff } from "./largest-drop-offs.ts";
import { type DropOffKind, dropOffKinds } from "../../../models/results.ts";
import type { Contrast, StitchingEffect } from "./stitching-effect.ts";

export interface DemoFacts {
  readonly seed: string;
  /** The configuration file, as it was named. */
  readonly config: string;
  readonly people: number;
  /** People who are behind at least one event. */
  readonly peopleSeen: number;
  readonly expected: World["expected"];
  readonly planted: World["planted"];
  readonly run: RunResult;
  readonly touchpoints: {
    readonly all: number;
    /** Their own event names nobody. */
    readonly anonymous: number;
    /** Of these: on a known profile. */
    readonly recognised: number;
  };
  /** The truth held against the profiles: by identifiers, by events. */
  readonly identifiers: EvaluateResult;
  readonly events: EvaluateResult;
  /** The same over events, had nobody stitched them. */
  readonly eventsUnstitched: EvaluateResult;
  readonly effect: StitchingEffect;
  readonly dropOffs: readonly LargeDropOff[];
  readonly example: ExampleJourney | null;
}

const width = 100;

/** A table with its first column of text and the others of numbers. */
const table = (names: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const columns = names.map((name, place) => ({ name, isNumeric: place > 0 }));
  return alignedTable(columns, rows, width).trimEnd().split("\n");
};

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`.trimEnd());

/** Words in lines of at most `width` columns. */
const wrapped = (text: string): string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
};

const opening = ({ people, seed, planted }: DemoFacts): string[] => {
  const count = (thing: PlantedThing, one: string): string => `${countText(planted[thing])} ${one}`;
  const hard = [
    count("shared_tablets", "tablets shared at home"),
    count("family_phones", "family phone numbers"),
    count("mistyped_emails", "mistyped addresses"),
    count("wrong_addresses", "addresses of somebody else"),
    count("junk_user_ids", "records of a user called guest or null"),
    count("big_ids", "account ids beyond 2^53"),
    count("late_records", "records that come weeks late"),
  ].join(", ");
  return [
    ...wrapped(
      `One shop in Finland, four channels, four months, ${countText(people)} people, made from the seed "${seed}". ` +
        "What they do follows figures measured in public data sets. Who they are was planted, so the truth is known " +
        "and every figure below can be held against it; docs/demo.md tells how.",
    ),
    ...wrapped(`Planted to make it hard: ${hard}.`),
  ];
};

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

const people = ({ run, peopleSeen, touchpoints }: DemoFacts): string[] => [
  "People",
  `  ${countText(peopleSeen)} people left a trace; polku finds ${countText(run.profiles)} profiles, ` +
    `${countText(run.known_profiles)} of them known by name.`,
  `  Without stitching, the same events look like ${countText(run.profiles_without_stitching)} people.`,
  `  ${countText(touchpoints.anonymous)} of ${countText(touchpoints.all)} touchpoints named nobody; ` +
    `${countText(touchpoints.recognised)} of these now belong to somebody known.`,
];

const rate = (share: number | null): string => (share === null ? "–" : shareText(share));

const pairRow = (name: string, counts: EvaluateResult): string[] => [
  name,
  countText(counts.true_pairs),
  countText(counts.predicted_pairs),
  countText(counts.correct_pairs),
  rate(counts.precision),
  rate(counts.recall),
];

const accuracy = ({ identifiers, events, eventsUnstitched }: DemoFacts): string[] => [
  "How right that is: pairs that belong to one person, in truth and as found",
  ...indented(
    table(
      ["pairs of", "true", "found", "right", "precision", "recall"],
      [
        pairRow("identifiers", identifiers),
        pairRow("events", events),
        pairRow("events, unstitched", eventsUnstitched),
      ],
    ),
  ),
];

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

const localTime = (iso: string): string => helsinkiTime(Date.parse(iso)).slice(0, 16);

const stepRows = (example: ExampleJourney): string[][] =>
  example.steps.map(({ at, step, touchpoints, matchedBy, campaign, value }) => [
    localTime(at),
    step,
    touchpoints === 1 ? "" : `${touchpoints} times`,
    value === null ? "" : `${value} EUR`,
    campaign ?? "",
    matchedBy.join(", "),
  ]);

const linksShown = 6;

const linkRows = ({ links }: ExampleJourney): string[][] =>
  links
    .slice(0, linksShown)
    .map(({ from, to, source, occurred_at }) => [from, to, source ?? "", localTime(occurred_at)]);

const textTable = (names: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const columns = names.map((name) => ({ name, isNumeric: false }));
  return indented(
    alignedTable(columns, rows, width - 2)
      .trimEnd()
      .split("\n"),
  );
};

const one = ({ example }: DemoFacts): string[] => {
  if (example === null) return [];
  return [
    `One person's way: ${example.profileId}`,
    ...textTable(["when", "step", "", "paid", "mailing", "known by"], stepRows(example)),
    "  And why this is one person: these were first seen together in",
    ...textTable(["identifier", "and", "source", "when"], linkRows(example)),
  ];
};

const further = ({ config, example }: DemoFacts): string[] => {
  const folder = dirname(config);
  const command = (name: string, rest: string): string =>
    `  node dist/pipeline/polku.cjs ${name} --config ${config} ${rest}`;
  return [
    "Look further",
    command("query", '"from fct_paths order by path_rank limit 10"'),
    command("drop-offs purchase", `--html ${join(folder, "drop-offs.html")}`),
    command("funnel checkout", "--identity both"),
    ...(example === null
      ? []
      : [command("timeline", `${example.profileId} --html ${join(folder, "person.html")}`)]),
    ...(example === null ? [] : [command("explain", example.profileId)]),
    command("identity evaluate", `--truth ${join(folder, "truth-events.csv")}`),
    command("quarantine list", ""),
    command("export", `--to ${join(folder, "export")} --format csv`),
  ].map((line) => line.trimEnd());
};

/** The story, a paragraph for each part, ending with a line end. Only a command can be wider than 100 columns. */
export const demoStory = (facts: DemoFacts): string =>
  [opening, records, people, accuracy, stitching, dropOffs, one, further]
    .map((part) => part(facts).join("\n"))
    .join("\n\n")
    .concat("\n");
