// Journeys that were closed when they were published and are others now. Of an increment only those of the profiles
// that were built are looked at: no other can have changed.
import { unauditedTable } from "../../../run/unaudited.ts";
import { plainText } from "../../../warehouse/plain-value.ts";
import { quotedName, quotedText } from "../../../warehouse/quoting.ts";
import type { Session } from "../../../warehouse/session.ts";
import { differingCells, journeyFigures } from "./figures.ts";

const columns = ["journey_id", ...journeyFigures].map(quotedName).join(", ");

/** Runs `work` while a table or view of the writer's session shows other rows. */
export const showing = async (
  session: Session,
  shown: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> => {
  for (const [name, select] of Object.entries(shown)) {
    await session.run(`create or replace temp table ${quotedName(name)} as ${select}`);
  }
  await work();
  for (const name of Object.keys(shown)) await session.run(`drop table temp.${quotedName(name)}`);
};

/** The schema of the store, for names that a temporary table hides. */
export const storeOf = async (session: Session): Promise<string> =>
  `${quotedName(plainText((await session.row("select current_database() as store"))?.["store"]))}.main`;

/** Every profile by its key, those too that nobody holds any more. */
const people = (store: string): string =>
  `select profile_key, profile_id from ${store}.profiles
  union
  select identifiers.identifier_key as profile_key, retired.profile_id
  from retired_profiles as retired
  inner join identifiers on identifiers.namespace = retired.namespace and identifiers."value" = retired."value"
  anti join ${store}.profiles as present on present.profile_key = identifiers.identifier_key`;

/** What was closed at the end of data of then stays so: how it ended does not depend on that of now. */
const closedThen = (endBefore: bigint): string =>
  `select earlier.* from earlier_journeys as earlier
  inner join cfg_journeys as definitions using (definition_key)
  where earlier.is_converted or earlier.next_at is not null
    or ${String(endBefore)}::bigint - epoch_us(earlier.ended_at) > definitions.idle_microseconds`;

const readBuilt = async (session: Session, endBefore: bigint): Promise<void> => {
  const store = await storeOf(session);
  await session.run(`create or replace temp table re_people as ${people(store)}`);
  await showing(
    session,
    { int_journeys: closedThen(endBefore), profiles: "select * from re_people" },
    async () => {
      await session.run(
        `create or replace temp table re_earlier_closed as select ${columns} from fct_journeys`,
      );
    },
  );
  const built = `select * from ${store}.int_journeys semi join ${unauditedTable} using (profile_key)`;
  await showing(session, { int_journeys: built }, async () => {
    await session.run(
      `create or replace temp table re_later_closed as
      select ${columns} from fct_journeys semi join re_earlier_closed using (journey_id)`,
    );
  });
  await session.run(
    `insert into re_touches
    select 'journey' as kind, 'journey' as name, sides.journey_id as label, re_people.profile_key
    from (
      select journey_id, profile_id from re_earlier_closed
      union
      select journey_id, profile_id from re_later_closed
    ) as sides
    inner join re_people using (profile_id)`,
  );
};

const readAll = async (session: Session, file: string): Promise<void> => {
  await session.run(
    `create or replace temp view re_earlier_closed as
    select ${columns} from read_parquet(${quotedText(file)}) where outcome <> 'open';
    create or replace temp view re_later_closed as
    select ${columns} from fct_journeys semi join re_earlier_closed using (journey_id)`,
  );
};

const cells = `select 'fct_journeys' as table_name, json_array(journey_id)::varchar as key, column_name,
    value_before, value_after, 'journey' as kind, 'journey' as name, journey_id as label, null::varchar as other_label
  from (${differingCells({
    grain: ["journey_id"],
    figures: journeyFigures,
    earlier: "select * from re_earlier_closed",
    later: "select * from re_later_closed",
  })})
  -- A journey that is gone is told once.
  where column_name = 'outcome' or journey_id in (select journey_id from re_later_closed)`;

/** Adds the cells of closed journeys to `re_cells`, of an increment with who has to do with them to `re_touches`. */
export const addJourneyCells = async (
  session: Session,
  { endBefore, file }: { readonly endBefore: bigint; readonly file: string | undefined },
): Promise<void> => {
  if (file === undefined) await readBuilt(session, endBefore);
  else await readAll(session, file);
  await session.run(`insert into re_cells by name ${cells}`);
};
