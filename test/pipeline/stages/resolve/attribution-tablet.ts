// A tablet at home that several people use, as tests of attribution find it: stored, and published once.
import { afterAll, beforeAll } from "vitest";
import { Playground } from "../../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../../world/neutral.ts";

export const settings = (attribution: string) =>
  neutralSettings({
    journeys: [{ name: "purchase", goal: { event_type: "order_completed" } }],
    identity: { attribution },
  });

export const at = (event: string, time: string, identifiers: Record<string, unknown>) =>
  neutralRecord(event, `01-01 ${time}`, { identifiers });

// A tablet at home: nobody yet, then Maija, then Pekka.
const first = [
  at("x0", "09:00", { device_id: "tablet" }),
  at("m1", "10:00", { device_id: "tablet", user_id: "maija" }),
  at("x1", "11:00", { device_id: "tablet" }),
  at("p1", "12:00", { device_id: "tablet", user_id: "pekka" }),
  at("x2", "13:00", { device_id: "tablet" }),
];

export let playground: Playground;

/** For the tests of the file that calls it. */
export const useTablet = (): void => {
  beforeAll(async () => {
    playground = Playground.create(settings("valid_at_event"));
    playground.write("1", arrivalsOf(first));
    await playground.run();
  });
  afterAll(() => playground.remove());
};

export const modes = () =>
  playground.rows(
    `select mode, events::integer as events, events_changed::integer as events_changed,
      journeys_changed::integer as journeys_changed, profiles_changed::integer as profiles_changed
    from identity_attribution_modes order by mode`,
  );

/** Who has each event that names nobody, by an event that names the same profile. */
export const owners = async (): Promise<Record<string, unknown>> => {
  const rows = await playground.rows(
    `select touchpoints.event_id, min(named.event_id) as owner
    from fct_touchpoints as touchpoints
    inner join fct_touchpoints as named using (profile_id)
    where touchpoints.event_id like 'x%' and named.event_id not like 'x%'
    group by touchpoints.event_id`,
  );
  return Object.fromEntries(rows.map((row) => [String(row["event_id"]), row["owner"]]));
};

export const row = (mode: string, changed: number, journeys: number, profiles: number) => ({
  mode,
  events: 3,
  events_changed: changed,
  journeys_changed: journeys,
  profiles_changed: profiles,
});
