// The history of ids: the changes that name them, and where an id that is held no more went.
import type { ExplainResult } from "../../../models/results/identity.ts";
import type { Row, Session } from "../../warehouse/session.ts";

type Change = ExplainResult["history"][number];

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const changeOf = (row: Row): Change => ({
  change_number: Number(row["change_number"]),
  cause: textOrNull(row["cause"]) ?? "",
  profile_id: textOrNull(row["profile_id"]) ?? "",
  other_profile_id: textOrNull(row["other_profile_id"]),
  source: textOrNull(row["source"]),
  event_id: textOrNull(row["event_id"]),
  run_id: textOrNull(row["run_id"]) ?? "",
});

const placeholders = (values: readonly string[]): string =>
  values.map((_, place) => `$${String(place + 1)}`).join(", ");

/** In order, each once. */
export const historyOf = async (session: Session, ids: readonly string[]): Promise<Change[]> => {
  if (ids.length === 0) return [];
  const listed = placeholders(ids);
  const rows = await session.rows(
    `from identity_changes where profile_id in (${listed}) or other_profile_id in (${listed})
    order by change_number`,
    ids,
  );
  return rows.map(changeOf);
};

/** The changes that one event caused. */
export const changesBy = async (session: Session, source: string, eventId: string): Promise<Change[]> => {
  const rows = await session.rows(
    "from identity_changes where source = $1 and event_id = $2 order by change_number",
    [source, eventId],
  );
  return rows.map(changeOf);
};

/** A change after which the id stood for nobody. */
const leftTo = async (session: Session, id: string): Promise<string | null> => {
  const row = await session.row(
    `select other_profile_id from identity_changes
    where profile_id = $1 and cause <> 'created' and other_profile_id is not null
      and not exists (select 1 from profiles where profile_id = $1)
    order by change_number desc limit 1`,
    [id],
  );
  return textOrNull(row?.["other_profile_id"]);
};

/** From a retired id along its changes, ending where its anchor is now; empty where the id is held. */
export const idChain = async (session: Session, asked: string, now: string | null): Promise<string[]> => {
  if (asked === now) return [];
  const chain = [asked];
  for (let id: string | null = asked; id !== null && id !== now;) {
    id = await leftTo(session, id);
    if (id === null || chain.includes(id)) break;
    chain.push(id);
  }
  // An anchor can go another way than the profile that it once named: the last word is where it is.
  return now === null || chain.includes(now) ? chain : [...chain, now];
};
