// Restricts a source to some people and some time, so that every analysis of it is of them: touchpoints are numbered
// anew, as if the snapshot held nothing else.
import type { Group } from "../../../models/analyses/group.ts";
import type { Condition } from "../../../models/condition.ts";
import { instantOf } from "../../run/data-end.ts";
import { isoFromMicros } from "../../warehouse/plain-value.ts";
import { conditionSql } from "../definitions/conditions.ts";
import { checkConditions } from "./known-words.ts";
import type { AnalysisSource } from "./open-source.ts";

const keysOf = (condition: Condition, fits: (key: string) => boolean): Condition =>
  Object.fromEntries(Object.entries(condition).filter(([key]) => fits(key)));

const isOfProperties = (key: string): boolean => /^(properties|traits)\./.test(key);

/** What is asked of the kind, the item and the properties of a touchpoint, each in the file that knows it. */
const fittingSql = (condition: Condition): string => {
  const parts = [
    {
      of: keysOf(condition, (key) => key !== "item" && !isOfProperties(key)),
      key: "kind_key",
      table: "kinds",
    },
    { of: keysOf(condition, (key) => key === "item"), key: "item_key", table: "items" },
    {
      of: keysOf(condition, isOfProperties),
      key: "(profile_key, touchpoint_number)",
      table: "event_properties",
    },
  ];
  const asked = parts.filter(({ of }) => Object.keys(of).length > 0);
  const tests = asked.map(
    ({ of, key, table }) =>
      `${key} in (select ${table === "event_properties" ? "(profile_key, touchpoint_number)" : key} from ${table} where ${conditionSql(of)})`,
  );
  return tests.length === 0 ? "true" : tests.join(" and ");
};

const timeSql = ({ from, until }: Group): string => {
  const tests = [
    ...(from === undefined ? [] : [`occurred_us >= ${String(instantOf(from, "from"))}`]),
    ...(until === undefined ? [] : [`occurred_us < ${String(instantOf(until, "until"))}`]),
  ];
  return tests.length === 0 ? "true" : tests.join(" and ");
};

export const isEverything = ({ where, from, until }: Group): boolean =>
  where === undefined && from === undefined && until === undefined;

/** The end of the data, or the end of the group's time where that is earlier: the last instant before it. */
const endOf = (dataEnd: string | null, until: string | undefined): string | null => {
  if (dataEnd === null || until === undefined) return dataEnd;
  const last = instantOf(until, "until") - 1n;
  return last < instantOf(dataEnd) ? isoFromMicros(last) : dataEnd;
};

/** The SELECT of a group's touchpoints, out of all of them. */
export const groupSql = (group: Group, identity: AnalysisSource["identity"]): string => {
  const person = identity === "stitched" ? "profile_key" : "unit_key";
  return `with within as (select * from all_touchpoints where ${timeSql(group)}),
    people as (select distinct ${person} as person from within where ${fittingSql(group.where ?? {})})
    select
      * exclude (place, is_session_start),
      is_session_start or lag(profile_key) over (order by place) is distinct from profile_key as is_session_start,
      (row_number() over (order by place) - 1)::integer as place
    from within
    where ${person} in (select person from people)
    order by place`;
};

/**
 * The source of the group alone. The view of touchpoints is replaced: a source is restricted once. A session of the
 * configuration that the time cuts begins with its first touchpoint inside. Throws usage for what nobody did.
 */
export const restrict = async (source: AnalysisSource, group: Group): Promise<AnalysisSource> => {
  if (isEverything(group)) return source;
  const { session, snapshot } = source;
  if (group.where !== undefined) await checkConditions({ ...source, isStrict: true }, [group.where]);
  await session.run("alter view touchpoints rename to all_touchpoints");
  await session.run(`create temp table touchpoints as ${groupSql(group, source.identity)}`);
  const manifest = { ...snapshot.manifest, data_end: endOf(snapshot.manifest.data_end, group.until) };
  return { ...source, columns: undefined, snapshot: { ...snapshot, manifest } };
};
