// The name of a number → the number with its people, out of a snapshot.
import type { AnalysisSource } from "../../source/open-source.ts";
import { funnelCell } from "./funnel-cells.ts";
import type { CellKind, CellName } from "./parse-cell.ts";
import { pathCell } from "./path-cells.ts";
import type { PeopleCell } from "./people-cell.ts";
import { touchpointCell } from "./touchpoint-cells.ts";
import { dropOffCell, journeyCell, visitCell } from "./visit-cells.ts";

const readers: Readonly<
  Record<CellKind, (source: AnalysisSource, cell: CellName, persons: number) => Promise<PeopleCell>>
> = {
  touchpoints: touchpointCell,
  journeys: journeyCell,
  visits: visitCell,
  "drop-offs": dropOffCell,
  funnel: funnelCell,
  paths: pathCell,
};

/** Throws usage for what is not known. */
export const readCell = async (source: AnalysisSource, cell: CellName): Promise<PeopleCell> => {
  const last = await source.session.row("select max(profile_key)::integer as person from people");
  const persons = Number(last?.["person"] ?? -1) + 1;
  // What the configuration defines may speak of what nobody did yet.
  return readers[cell.kind]({ ...source, isStrict: false }, cell, persons);
};
