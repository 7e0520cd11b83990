// Pairs of numbers of which one comes from an analysis that is asked now, the other from a published table, a list of
// people or another analysis.
import type { AnalysisResult } from "../../../models/analyses/analysis-result.ts";
import type { ReconcileCheck } from "../../../models/analyses/reconcile-result.ts";
import type { LoadedConfig } from "../../config.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import { ask, type AskOptions } from "../ask.ts";
import { dropOffsKind } from "../drop-offs.ts";
import { funnelKind } from "../funnels.ts";
import { pathsKind } from "../paths.ts";
import type { AnalysisSource } from "../source/open-source.ts";

export const check = (name: string, left: unknown, right: unknown): ReconcileCheck => ({
  name,
  left: Number(left ?? 0),
  right: Number(right ?? 0),
  equal: Number(left ?? 0) === Number(right ?? 0),
});

const sumOf = (
  { rows }: AnalysisResult,
  column: string,
  fits: (label: unknown) => boolean = () => true,
): number => rows.reduce((sum, row) => (fits(row["to_label"]) ? sum + Number(row[column] ?? 0) : sum), 0);

const journeyChecks = async (
  { session }: AnalysisSource,
  loaded: LoadedConfig,
  name: string,
  options: AskOptions,
): Promise<ReconcileCheck[]> => {
  const asked = { ...options, name };
  const paths = await ask(pathsKind, loaded, asked);
  const graph = await ask(pathsKind, loaded, {
    ...options,
    definition: { name, journey: name, show: "graph" },
  });
  const walkers = await ask(pathsKind, loaded, { ...asked, people: true });
  const leavers = await ask(dropOffsKind, loaded, asked);
  const list = await ask(dropOffsKind, loaded, { ...asked, people: true });
  const row = await session.row(
    `select count(*)::integer as journeys, (count(*) filter (where outcome = 'converted'))::integer as converted,
      (select coalesce(sum(transitions), 0)::integer from fct_path_transitions where journey_name = $1) as transitions
    from fct_journeys where journey_name = $1`,
    [name],
  );
  const published = await session.row(
    `select coalesce(sum(drop_offs), 0)::integer as drop_offs from fct_drop_off_points where journey_name = $1`,
    [name],
  );
  return [
    check(`paths of ${name}: paths and published journeys`, paths.totals["paths"], row?.["journeys"]),
    check(
      `paths of ${name}: transitions to the goal and published conversions`,
      sumOf(graph, "transitions", (label) => label === "(converted)"),
      row?.["converted"],
    ),
    check(
      `paths of ${name}: transitions, now and published`,
      sumOf(graph, "transitions"),
      row?.["transitions"],
    ),
    check(
      `paths of ${name}: paths and rows of the list of people`,
      paths.totals["paths"],
      walkers.rows.length,
    ),
    check(`drop-offs of ${name}: now and published`, leavers.totals["drop_offs"], published?.["drop_offs"]),
    check(`drop-offs of ${name}: counted and listed`, leavers.totals["drop_offs"], list.rows.length),
    check(
      `drop-offs of ${name}: goal visits and published conversions`,
      leavers.totals["goal_visits"],
      row?.["converted"],
    ),
  ];
};

const funnelChecks = async (
  { session }: AnalysisSource,
  loaded: LoadedConfig,
  name: string,
  options: AskOptions,
): Promise<ReconcileCheck[]> => {
  const asked = { ...options, name };
  const steps = await ask(funnelKind, loaded, asked);
  const list = await ask(funnelKind, loaded, { ...asked, people: true });
  const published = await session.rows(
    "select step_number, profiles, dropped, open from fct_funnel_steps where funnel_name = $1 order by step_number",
    [name],
  );
  return [
    check(
      `funnel ${name}: people who entered and rows of the list`,
      steps.totals["entered"],
      list.rows.length,
    ),
    ...published.flatMap((row, step) => {
      const own = steps.rows[step] ?? {};
      const number = plainText(row["step_number"]);
      return [
        check(
          `funnel ${name}: people at step ${number}, now and published`,
          own["profiles"],
          row["profiles"],
        ),
        check(`funnel ${name}: dropped at step ${number}, now and published`, own["dropped"], row["dropped"]),
        check(`funnel ${name}: open at step ${number}, now and published`, own["open"], row["open"]),
      ];
    }),
  ];
};

const identityChecks = async ({ session }: AnalysisSource): Promise<ReconcileCheck[]> => {
  const row = await session.row(
    `select
      count(*)::integer as touchpoints,
      (select count(*)::integer from fct_touchpoints where direction = 'inbound') as published
    from touchpoints`,
  );
  return [check("inbound touchpoints of analyses and published", row?.["touchpoints"], row?.["published"])];
};

/** Every journey and funnel of the configuration, asked as anybody would. */
export const analysesAgree = async (
  source: AnalysisSource,
  loaded: LoadedConfig,
  options: AskOptions,
): Promise<ReconcileCheck[]> => {
  const checks = await identityChecks(source);
  for (const { name } of loaded.config.journeys) {
    checks.push(...(await journeyChecks(source, loaded, name, options)));
  }
  for (const { name } of loaded.config.funnels) {
    checks.push(...(await funnelChecks(source, loaded, name, options)));
  }
  return checks;
};
