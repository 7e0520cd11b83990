// The workspace of a case of journeys: its events are run, and then something is asked of it.
import { CaseWorkspace, textOf } from "../case-workspace.ts";
import { givenEvents, longAfter, personIdentity } from "./given-events.ts";
import type { JourneyCase } from "./journey-case.ts";

export interface PlayedCase {
  /** Of the configuration, as the library takes it. */
  readonly config: string;
  /** The person of each profile. */
  readonly personOf: ReadonlyMap<string, string>;
}

/** Runs the events of a case and hands its workspace to `work`. `settings` are added to the configuration. */
export const playJourneyCase = <Result>(
  example: JourneyCase,
  settings: Readonly<Record<string, unknown>>,
  work: (played: PlayedCase) => Promise<Result>,
): Promise<Result> => {
  const events = givenEvents(example);
  return CaseWorkspace.within({ identity: personIdentity, ...settings }, events, async (workspace) => {
    await workspace.run(longAfter(events));
    const rows = await workspace.rows("select profile_id, value from dim_profile_identifiers");
    const personOf = new Map(rows.map((row) => [textOf(row["profile_id"]), textOf(row["value"])]));
    return work({ config: workspace.config, personOf });
  });
};
