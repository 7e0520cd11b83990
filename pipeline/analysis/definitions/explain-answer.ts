// How an answer came about: the rules of its definition, the SQL of what is read, and commands that lead on.
import type { AnalysisResult } from "../../../models/analyses/analysis-result.ts";
import type { Group } from "../../../models/analyses/group.ts";
import type { LoadedConfig } from "../../config.ts";
import type { AnalysisKind } from "../analysis-kind.ts";
import { unstitchedSql } from "../source/load-touchpoints.ts";
import type { Identity, SourceOptions } from "../source/open-source.ts";
import { groupSql, isEverything } from "../source/restrict.ts";
import type { DefinitionChoice } from "./read-definition.ts";
import { traceOf } from "./trace.ts";

export interface Explaining extends DefinitionChoice, SourceOptions {
  readonly group: Group;
  readonly versus: Group | undefined;
}

interface Given {
  readonly name: string;
  readonly journey?: string | undefined;
  readonly label?: string;
  readonly groups?: readonly unknown[];
  readonly clean?: readonly unknown[];
}

/** The journey of drop-offs whose steps are called as touchpoints are. */
const journeyOf = (
  kind: string,
  { name, journey, label, groups = [], clean = [] }: Given,
  { config }: LoadedConfig,
): string | undefined => {
  if (kind !== "drop-offs" || label !== "step" || groups.length + clean.length > 0) return undefined;
  const [only] = config.journeys.length === 1 && name === "drop-offs" ? config.journeys : [];
  return journey ?? only?.name ?? name;
};

/** Also of what was taken because the configuration has only one. */
const nameOf = <Definition extends { readonly name: string }>(
  kind: AnalysisKind<Definition>,
  { config }: LoadedConfig,
  { name, file, definition }: DefinitionChoice,
  own: string,
): string | undefined => {
  if (name !== undefined || file !== undefined || definition !== undefined || own === kind.name) return name;
  return kind.named(config).some((one) => one.name === own) ? own : undefined;
};

const oneLine = (sql: string): string => sql.replaceAll(/\s+/g, " ");

const groupTexts = (groups: readonly Group[], identity: Identity): string[] =>
  groups
    .filter((group) => !isEverything(group))
    .map((group) => oneLine(groupSql(group, group.identity ?? identity)));

/** Everything that `--explain` tells. */
export const explainAnswer = <Definition extends { readonly name: string }>(
  kind: AnalysisKind<Definition>,
  loaded: LoadedConfig,
  { definition, rows }: { readonly definition: Definition; readonly rows: AnalysisResult["rows"] },
  asked: Explaining,
): NonNullable<AnalysisResult["explanation"]> => {
  const { group, versus, identity = "stitched" } = asked;
  const { method, sql } = kind.explain(definition);
  const groups = versus === undefined ? [group] : [group, versus];
  const identities = new Set(groups.map((one) => one.identity ?? identity));
  const journey = journeyOf(kind.name, definition, loaded);
  return {
    method: [
      ...method,
      ...(identities.has("unstitched")
        ? ["unstitched: a person is an event's most local identifier, as if nobody had stitched."]
        : []),
      ...(groups.every(isEverything)
        ? []
        : [
            "Of a group only the touchpoints inside its time count, of people with one there that fits `where`.",
          ]),
    ],
    sql: [
      ...groupTexts(groups, identity),
      ...(identities.has("stitched") ? sql : []),
      ...(identities.has("unstitched") ? [oneLine(unstitchedSql)] : []),
    ],
    trace: traceOf(
      { ...asked, kind: kind.name, name: nameOf(kind, loaded, asked, definition.name), journey, rows },
      loaded,
    ),
  };
};
