// What one event did: whose it is and by what, which links it showed first, which ids it changed.
import type { ExplainResult } from "../../../models/results/identity.ts";
import { make } from "../../stages/resolve/statements.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Row, Session } from "../../warehouse/session.ts";
import { changesBy } from "./read-history.ts";

type ExplainedEvent = NonNullable<ExplainResult["event"]>;
type Bridge = ExplainResult["bridges"][number];

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const evidenceOf = (row: Row): ExplainedEvent["first_evidence"][number] => ({
  from: `${plainText(row["namespace_a"])}:${plainText(row["value_a"])}`,
  to: `${plainText(row["namespace_b"])}:${plainText(row["value_b"])}`,
  is_refused: row["is_refused"] === true,
});

/** `bridges`: those of the profile that it belongs to. */
export const readEvent = async (
  session: Session,
  eventKey: number,
  bridges: readonly Bridge[],
): Promise<ExplainedEvent | null> => {
  await make(session, "questions/explain/asked_event", [eventKey]);
  await make(session, "questions/explain/event_evidence", [eventKey]);
  const row = await session.row("from id_asked_event");
  if (row === undefined) return null;
  const [source, eventId] = [plainText(row["source"]), plainText(row["event_id"])];
  return {
    source,
    event_id: eventId,
    occurred_at: plainText(row["occurred_at"]),
    profile_id: textOrNull(row["profile_id"]),
    matched_by: textOrNull(row["matched_by"]),
    is_shared: row["is_shared"] === true,
    is_future: row["is_future"] === true,
    first_evidence: (await session.rows("from id_event_evidence")).map(evidenceOf),
    changes: await changesBy(session, source, eventId),
    only_evidence_of: bridges.filter(
      (bridge) => bridge.events === 1 && bridge.source === source && bridge.event_id === eventId,
    ),
  };
};
