// Measures how identity stands after a resolve, and keeps it with the run. Sets in SQL, and one linear pass over the links
// of large profiles.
import { bridgingUnits } from "../identity/bridges.ts";
import type { RunContext } from "../run/run-context.ts";
import { plainText } from "../warehouse/plain-value.ts";
import { integers, type Row, type Session } from "../warehouse/session.ts";
import { sqlText } from "../warehouse/sql-text.ts";
import { type JudgedMeasure, judge, type Measure } from "./identity-alarms.ts";

/** Bridges are looked for in profiles of more identifiers than this. */
const largeProfile = 50;
/** And not at all where they have more links together: it would cost more than the rest of a run. */
const mostLinks = 2_000_000;
/** Runs whose measures are kept. */
const keptRuns = 200;

const measureOf = (row: Row): Measure => ({
  measure: plainText(row["measure"]),
  namespace: typeof row["namespace"] === "string" ? row["namespace"] : null,
  value: Number(row["value"]),
});

/** Units of evidence without which a large profile would be two. */
const countBridges = async (session: Session): Promise<Measure[]> => {
  const held = await session.count(
    "select coalesce(sum(identifiers), 0) from profiles where identifiers > $1",
    [largeProfile],
  );
  if (held > mostLinks) return [];
  const columns = await session.columns(sqlText("sql/identity/health/large_links.sql"), [largeProfile]);
  const [from, to] = [integers(columns["from_place"]), integers(columns["to_place"])];
  const isBridge = bridgingUnits({ from, to, unit: integers(columns["unit"]) }, held);
  let value = 0;
  for (const flag of isBridge) value += flag;
  return [{ measure: "bridges", namespace: null, value }];
};

/** Since the run before; nothing on the first. */
const growth = async (session: Session, measures: readonly Measure[]): Promise<Measure[]> => {
  const name = "largest_profile_identifiers";
  const now = measures.find(({ measure }) => measure === name)?.value;
  const before = await session.row(
    "select value from identity_health_runs where measure = $1 order by run_id desc limit 1",
    [name],
  );
  if (now === undefined || before === undefined) return [];
  return [{ measure: "largest_profile_growth", namespace: null, value: now - Number(before["value"]) }];
};

interface UnknownNamespace {
  readonly namespace: string;
  readonly identifiers: number;
}

/** Names as configurations may have them: another could be a value that a producer took for a name. */
const namespaceName = /^[a-z][a-z0-9_]{0,39}$/i;

const unknownMeasures = (found: readonly UnknownNamespace[]): Measure[] =>
  found
    .filter(({ namespace }) => namespaceName.test(namespace))
    .map(({ namespace, identifiers }) => ({
      measure: "unknown_namespace_identifiers",
      namespace,
      value: identifiers,
    }));

const keep = async (session: Session, runId: string, measures: readonly JudgedMeasure[]): Promise<void> => {
  await session.run(
    `insert into identity_health_runs
    select $1, found.measure, found.namespace, found.value, found.threshold, found.is_alarm
    from (
      select unnest(from_json($2, '[{"measure": "VARCHAR", "namespace": "VARCHAR", "value": "DOUBLE", "threshold": "DOUBLE", "is_alarm": "BOOLEAN"}]')) as found
    )`,
    [runId, JSON.stringify(measures)],
  );
  await session.run(
    `delete from identity_health_runs where run_id not in (
      select distinct run_id from identity_health_runs order by run_id desc limit ${String(keptRuns)}
    )`,
  );
};

/** Measures what the last resolve left, keeps it, and gives it. In one transaction. */
export const recordHealth = (
  { warehouse: { writer }, config, runId }: RunContext,
  unknownNamespaces: readonly UnknownNamespace[],
): Promise<readonly JudgedMeasure[]> =>
  writer.transaction(async () => {
    const found: Measure[] = [];
    for (const statement of ["profile_measures", "refusal_measures"]) {
      found.push(...(await writer.rows(sqlText(`sql/identity/health/${statement}.sql`))).map(measureOf));
    }
    found.push(...(await growth(writer, found)), ...(await countBridges(writer)));
    found.push(...unknownMeasures(unknownNamespaces));
    const judged = found.map((measure) => judge(measure, config.identity.alarms));
    await keep(writer, runId, judged);
    return judged;
  });
