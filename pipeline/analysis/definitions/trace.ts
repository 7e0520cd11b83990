// Commands that lead from the numbers of this very answer to their people, their events and the links between them.
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import type { Group } from "../../../models/analyses/group.ts";
import type { LoadedConfig } from "../../config.ts";
import type { DefinitionChoice } from "./read-definition.ts";

export interface Asked extends DefinitionChoice {
  /** The command's name. */
  readonly kind: string;
  readonly identity?: string | undefined;
  readonly snapshot?: string | undefined;
  readonly group: Group;
  readonly versus: Group | undefined;
  /** Of drop-offs that call steps by their label: the journey. */
  readonly journey: string | undefined;
  readonly rows: readonly AnalysisRow[];
}

/** For a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

const flag = (name: string, value: string | undefined): string =>
  value === undefined ? "" : ` --${name} ${quoted(value)}`;

const withoutIdentity = (group: Group): Group => {
  const { identity, ...others } = group;
  return identity === undefined ? group : others;
};

/** The command that was asked, of one of the groups. */
const command = ({ kind, name, file, definition, snapshot, identity }: Asked, group: Group): string => {
  const which = definition === undefined ? flag("file", file) : " --file DEFINITION.yaml";
  const others = withoutIdentity(group);
  const people = group.identity ?? identity ?? "stitched";
  return [
    `polku ${kind}`,
    name === undefined ? which : ` ${quoted(name)}`,
    people === "stitched" ? "" : flag("identity", people),
    Object.keys(others).length === 0 ? "" : flag("group", JSON.stringify(others)),
    flag("snapshot", snapshot),
  ].join("");
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The names of numbers of the answer that have one, of its first telling row. */
const numbersOf = ({ kind, name, journey, rows }: Asked): string[] => {
  const step = rows.find((row) => row["step_number"] === 2) ?? rows[0];
  const isOfSteps = typeof step?.["step_number"] === "number" && step["breakdown_value"] === undefined;
  if (kind === "funnel" && name !== undefined && isOfSteps) {
    const number = `funnel:${name}/${String(step["step_number"])}`;
    return [`funnel:${name}/1`, number, `${number}/dropped`];
  }
  const label = text(rows[0]?.["step_label"]);
  if (kind === "drop-offs" && journey !== undefined && label !== "")
    return [
      `visits:${journey}/${label}`,
      `drop-offs:${journey}/${label}`,
      `drop-offs:${journey}/${label}/gone`,
    ];
  const inner = rows.find((row) => !/^[(…]/.test(text(row["from_label"])) && row["to_label"] !== "(others)");
  if (kind === "paths" && name !== undefined && text(inner?.["from_label"]) !== "")
    return [`paths:${name}/${text(inner?.["from_label"])} > ${text(inner?.["to_label"])}`];
  const channel = text(rows[0]?.["first_channel"]);
  return channel === "" ? [] : [`touchpoints:${channel}`];
};

const published: Readonly<Record<string, ((of: string) => string) | undefined>> = {
  funnel: (of) => `select * from fct_funnel_steps where funnel_name = '${of}'`,
  "drop-offs": (of) => `select * from fct_drop_off_points where journey_name = '${of}'`,
  sessions: () => "select * from fct_sessions",
};

/** Names of numbers speak of stitched people, of all of them. */
const isWhole = ({ group, versus, identity }: Asked): boolean =>
  Object.keys(group).length === 0 && versus === undefined && (identity ?? "stitched") === "stitched";

const line = (command_: string, tail: string, gives: string): string => `${command_}${tail}  # ${gives}`;

const ofNumbers = (asked: Asked, tail: string): string[] => {
  const numbers = isWhole(asked) ? numbersOf(asked) : [];
  const [one, other] = numbers;
  return [
    ...numbers.map((number) => line(`polku people ${quoted(number)}`, tail, "who is behind this number")),
    ...(one === undefined || other === undefined
      ? []
      : [line(`polku reconcile ${quoted(one)} ${quoted(other)}`, tail, "who is in one alone, and why")]),
  ];
};

const ofTables = (asked: Asked, tail: string): string[] => {
  const of = asked.journey ?? asked.name;
  const sql = published[asked.kind]?.(of ?? "");
  const isOfConfiguration =
    asked.kind === "sessions" ? asked.file === undefined && asked.definition === undefined : of !== undefined;
  if (sql === undefined || !isOfConfiguration || !isWhole(asked)) return [];
  return [line(`polku query "${sql}"`, tail, "as it was published")];
};

/** Lines for a shell. PROFILE_ID and SOURCE:EVENT_ID stand for what the commands before give. */
export const traceOf = (asked: Asked, { file }: Pick<LoadedConfig, "file">): string[] => {
  const tail = ["./polku.yaml", "polku.yaml"].includes(file) ? "" : flag("config", file);
  const groups = asked.versus === undefined ? [asked.group] : [asked.group, asked.versus];
  const events = "select * from fct_touchpoints where profile_id = 'PROFILE_ID' order by touchpoint_number";
  return [
    ...groups.map((group) => line(`${command(asked, group)} --people`, tail, "everybody behind the answer")),
    ...ofNumbers(asked, tail),
    ...ofTables(asked, tail),
    line("polku timeline PROFILE_ID", tail, "what one of them did, and by which events they are one person"),
    line(`polku query "${events}"`, tail, "the events themselves"),
    line("polku explain PROFILE_ID", tail, "the links that hold the profile together"),
    line("polku explain SOURCE:EVENT_ID", tail, "the links that put an event on its profile"),
  ];
};
