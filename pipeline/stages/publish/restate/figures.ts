// Which figures of the aggregates were published: every count, rate and median, cell by cell. Ranks and shares of paths
// are no figures of their own: each journey, of whatever path, moves all of them.
import { dropOffKinds } from "../../../../models/results.ts";
import { quotedName, quotedText } from "../../../warehouse/quoting.ts";

interface Aggregate {
  readonly table: string;
  readonly grain: readonly string[];
  readonly figures: readonly string[];
  /** How profiles contribute to its rows, and the columns that say to which. */
  readonly kind: "label" | "path" | "funnel";
  readonly name: string;
  readonly label: string;
  /** The other end of a transition. */
  readonly otherLabel: string;
}

const none = "null::varchar";

const isMade = (name: string): string => `${name} in ('(start)', '(converted)', '(dropped)', '(open)')`;

/** `(start)` and the outcomes are nobody's labels: such a transition is a matter of its other end. */
const endOf = (column: string, other: string, isOther: boolean): string => {
  return isOther
    ? `case when ${isMade(column)} or ${isMade(other)} then null else ${other} end`
    : `case when ${isMade(column)} then ${other} else ${column} end`;
};

const aggregates: readonly Aggregate[] = [
  {
    table: "fct_paths",
    grain: ["journey_name", "path"],
    figures: ["journeys", "converted", "dropped", "open", "conversion_rate", "median_duration_seconds"],
    kind: "path",
    name: "journey_name",
    label: "path",
    otherLabel: none,
  },
  {
    table: "fct_path_transitions",
    grain: ["journey_name", "from_label", "to_label"],
    figures: ["transitions", "journeys", "profiles", "mean_seconds", "median_seconds", "p90_seconds"],
    kind: "label",
    name: "journey_name",
    label: endOf("from_label", "to_label", false),
    otherLabel: endOf("from_label", "to_label", true),
  },
  {
    table: "fct_drop_off_points",
    grain: ["journey_name", "step_label"],
    figures: [
      "visits_reached",
      "journeys_reached",
      "profiles_reached",
      "drop_offs",
      "drop_off_rate",
      ...dropOffKinds,
    ],
    kind: "label",
    name: "journey_name",
    label: "step_label",
    otherLabel: none,
  },
  {
    table: "fct_drop_offs",
    grain: ["journey_name", "step_label", "channel", "drop_off_kind", "next_channel"],
    figures: ["drop_offs", "journeys", "profiles", "median_seconds_until_next"],
    kind: "label",
    name: "journey_name",
    label: "step_label",
    otherLabel: none,
  },
  {
    table: "fct_funnel_steps",
    grain: ["funnel_name", "step_number"],
    figures: [
      "step_label",
      "profiles",
      "went_on",
      "dropped",
      "open",
      "conversion_from_previous",
      "conversion_from_first",
      "median_seconds_from_previous",
    ],
    kind: "funnel",
    name: "funnel_name",
    label: "step_number::varchar",
    otherLabel: none,
  },
];

/** Of a journey that was closed: whose it is, when, how it ended and what it holds. The rest follows from these. */
export const journeyFigures: readonly string[] = [
  "profile_id",
  "started_at",
  "ended_at",
  "outcome",
  "touchpoints",
  "steps",
  "sessions",
  "channel_path",
  "last_step_label",
  "value",
];

/** A figure as text: times as ISO with Z, everything else as the engine writes it. */
const textOf = (side: string, figure: string): string =>
  figure.endsWith("_at")
    ? `strftime(make_timestamp(epoch_us(${side}.${figure})), '%Y-%m-%dT%H:%M:%S.%fZ')`
    : `${side}.${quotedName(figure)}::varchar`;

interface Sides {
  readonly grain: readonly string[];
  readonly figures: readonly string[];
  /** A SELECT each. */
  readonly earlier: string;
  readonly later: string;
}

const differs = (figure: string): string =>
  `${quotedName(`${figure} before`)} is distinct from ${quotedName(`${figure} after`)}`;

/** The SELECT of the cells that differ: grain, column_name, value_before, value_after. */
export const differingCells = ({ grain, figures, earlier, later }: Sides): string => {
  const names = grain.map(quotedName);
  const same = names.map((name) => `earlier.${name} is not distinct from later.${name}`).join(" and ");
  const pairs = figures.flatMap((figure) => [
    `${textOf("earlier", figure)} as ${quotedName(`${figure} before`)}`,
    `${textOf("later", figure)} as ${quotedName(`${figure} after`)}`,
  ]);
  const cell = (figure: string): string =>
    `select ${names.join(", ")}, ${quotedText(figure)} as column_name,
      ${quotedName(`${figure} before`)} as value_before, ${quotedName(`${figure} after`)} as value_after
    from differing where ${differs(figure)}`;
  return `with earlier as (${earlier}), later as (${later}),
    paired as (
      select ${names.map((name) => `coalesce(earlier.${name}, later.${name}) as ${name}`).join(", ")}, ${pairs.join(", ")}
      from earlier full outer join later on ${same}
    ),
    differing as materialized (select * from paired where ${figures.map(differs).join(" or ")})
    ${figures.map(cell).join(" union all ")}`;
};

/** The cells of all aggregates that differ; `fileOf`: the Parquet file of a table as it was published. */
export const aggregateCells = (fileOf: (table: string) => string | undefined): string[] =>
  aggregates.flatMap(({ table, grain, figures, kind, name, label, otherLabel }) => {
    const file = fileOf(table);
    if (file === undefined) return [];
    const earlier = `select * from read_parquet(${quotedText(file)})`;
    const cells = differingCells({ grain, figures, earlier, later: `select * from ${table}` });
    return [
      `select ${quotedText(table)} as table_name, json_array(${grain.join(", ")})::varchar as key, column_name,
        value_before, value_after, ${quotedText(kind)} as kind, ${name} as name, ${label} as label,
        ${otherLabel} as other_label
      from (${cells})`,
    ];
  });
