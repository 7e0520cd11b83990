// What a profile holds alone, and the links that hold it together, out of the store.
import { make } from "../../stages/resolve/statements.ts";
import type { Row, Session } from "../../warehouse/session.ts";

export interface HeldIdentifier {
  readonly key: number;
  /** `namespace:value`. */
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
  readonly kind: string;
  readonly is_anchor: boolean;
}

export interface HoldingLink {
  readonly a: number;
  readonly b: number;
  readonly weakness: number;
  /** How many events carried both. */
  readonly events: number;
  /** Links that exactly the same events carried are one unit of evidence, and so is each join. */
  readonly unit: number;
  /** Null where a statement joined them. */
  readonly source: string | null;
  readonly event_id: string | null;
  readonly occurred_at: string;
  readonly statement_id: string | null;
}

export interface ProfileHoldings {
  readonly profileId: string | null;
  /** The strongest first. */
  readonly identifiers: readonly HeldIdentifier[];
  readonly links: readonly HoldingLink[];
}

const text = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === "string" ? value : "";
};

const textOrNull = (row: Row, column: string): string | null => {
  const value = row[column];
  return typeof value === "string" ? value : null;
};

const identifierOf = (row: Row): HeldIdentifier => {
  const [namespace, value] = [text(row, "namespace"), text(row, "value")];
  return {
    key: Number(row["identifier_key"]),
    name: `${namespace}:${value}`,
    namespace,
    value,
    kind: text(row, "kind"),
    is_anchor: row["is_anchor"] === true,
  };
};

const linkOf = (row: Row): HoldingLink => ({
  a: Number(row["a_key"]),
  b: Number(row["b_key"]),
  weakness: Number(row["weakness"]),
  events: Number(row["events"]),
  unit: Number(row["unit"]),
  source: textOrNull(row, "source"),
  event_id: textOrNull(row, "event_id"),
  occurred_at: text(row, "occurred_at"),
  statement_id: textOrNull(row, "statement_id"),
});

/** Nothing where there is no profile. */
export const readHoldings = async (session: Session, profileKey: number | null): Promise<ProfileHoldings> => {
  if (profileKey === null) return { profileId: null, identifiers: [], links: [] };
  await make(session, "questions/explain/held_identifiers", [profileKey]);
  await make(session, "questions/explain/holding_links");
  const profile = await session.row("select profile_id from profiles where profile_key = $1", [profileKey]);
  return {
    profileId: profile === undefined ? null : text(profile, "profile_id"),
    identifiers: (await session.rows("from id_held_identifiers")).map(identifierOf),
    links: (await session.rows("from id_holding_links")).map(linkOf),
  };
};
