// What stitching changes: the same figures with and without it, and how many journeys read differently.
import { type DropOffKind, dropOffKinds } from "../../../models/results.ts";
import type { Session } from "../../warehouse/session.ts";

/** One figure counted twice. */
export interface Contrast {
  readonly stitched: number;
  readonly unstitched: number;
}

export interface StitchingEffect {
  readonly journeys: Contrast;
  readonly converted: Contrast;
  /** Journeys in more than one channel. */
  readonly acrossChannels: Contrast;
  /** Distinct paths. */
  readonly paths: Contrast;
  readonly dropOffs: Readonly<Record<DropOffKind, Contrast>>;
  /** Stitched journeys that begin with the same event unstitched, and take the same path to the same outcome. */
  readonly unchangedJourneys: number;
}

const journeyFigures = (schema: string): string => `select
    count(*) as journeys,
    count(*) filter (where outcome = 'converted') as converted,
    count(*) filter (where channels > 1) as across_channels,
    (select count(*) from ${schema}.fct_paths) as paths
  from ${schema}.fct_journeys`;

const kindFigures = (schema: string): string =>
  `select drop_off_kind, sum(drop_offs)::bigint as drop_offs from ${schema}.fct_drop_offs group by drop_off_kind`;

const told = (
  schema: string,
): string => `select journey_id, outcome, string_agg(step_label, ' > ' order by step_number) as path
  from ${schema}.fct_journeys inner join ${schema}.fct_journey_steps using (journey_id)
  group by journey_id, outcome`;

const unchangedSql = `select count(*) from (${told("stitched_tables")}) as stitched
  inner join (${told("main")}) as unstitched using (journey_id, outcome, path)`;

const schemas = { stitched: "stitched_tables", unstitched: "main" } as const;

const kindCounts = async (session: Session, schema: string): Promise<Map<unknown, number>> => {
  const rows = await session.rows(kindFigures(schema));
  return new Map(rows.map((row) => [row["drop_off_kind"], Number(row["drop_offs"])]));
};

/** Reads both sides from a store of `openUnstitchedStore`. */
export const stitchingEffect = async (session: Session): Promise<StitchingEffect> => {
  const stitched = (await session.row(journeyFigures(schemas.stitched))) ?? {};
  const unstitched = (await session.row(journeyFigures(schemas.unstitched))) ?? {};
  const contrast = (name: string): Contrast => ({
    stitched: Number(stitched[name]),
    unstitched: Number(unstitched[name]),
  });
  const [before, without] = [
    await kindCounts(session, schemas.stitched),
    await kindCounts(session, schemas.unstitched),
  ];
  const kinds = dropOffKinds.map((kind) => [
    kind,
    { stitched: before.get(kind) ?? 0, unstitched: without.get(kind) ?? 0 },
  ]);
  return {
    journeys: contrast("journeys"),
    converted: contrast("converted"),
    acrossChannels: contrast("across_channels"),
    paths: contrast("paths"),
    dropOffs: Object.fromEntries(kinds) as StitchingEffect["dropOffs"],
    unchangedJourneys: await session.count(unchangedSql),
  };
};
