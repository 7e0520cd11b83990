// From an identifier as someone writes it to the profile that holds it, in the last committed batch; or why there is none.
import { normalisePhone } from "../../identity/phone-number.ts";
import { orderedRules } from "../../stages/resolve/settings.ts";
import type { Session } from "../../warehouse/session.ts";
import { sqlText } from "../../warehouse/sql-text.ts";
import { hiding } from "./hidden-tables.ts";
import type { IdentifierKeys } from "../../stages/resolve/evidence/identifier-keys.ts";
import type { ProfileRefusal } from "./profile-result.ts";
import type { ReadingSession } from "./reading-session.ts";

export interface FoundProfile {
  readonly profileKey: number;
  readonly profileId: string;
  readonly isKnown: boolean;
  readonly identifiers: number;
  readonly personIdentifiers: number;
}

interface Written {
  readonly namespace: string;
  /** The place of the namespace by rank. */
  readonly order: number;
  readonly value: string;
}

interface Compared {
  readonly namespace: string;
  readonly value: string;
  readonly isMalformed: boolean;
  readonly fingerprint: number;
}

/** The rule of identity itself, over one value. */
const comparedSql = hiding(
  {
    id_written_values:
      "select $1::integer as namespace_order, $2::varchar as namespace, $3::varchar as value",
    id_phone_numbers: "select $3::varchar as value, $4::varchar as phone_number",
    id_normalised_values: sqlText("sql/identity/evidence/normalised_values.sql"),
  },
  `select normalised, is_malformed, identifier_fingerprint(namespace, normalised) as fingerprint
  from id_normalised_values`,
);

const compare = async (
  { session, loaded }: ReadingSession,
  { namespace, order, value }: Written,
): Promise<Compared> => {
  const { phone } = loaded.config.identity;
  const number = namespace === "phone" ? normalisePhone(value, phone.default_country) : null;
  const row = await session.row(comparedSql, [order, namespace, value, number]);
  return {
    namespace,
    value: typeof row?.["normalised"] === "string" ? row["normalised"] : value,
    isMalformed: row?.["is_malformed"] === true,
    fingerprint: Number(row?.["fingerprint"] ?? 0),
  };
};

/** A person's word about exactly this value counts for more than the configuration. */
const isBlocked = async (
  { session, blocked }: ReadingSession,
  written: Written,
  compared: Compared,
): Promise<boolean> => {
  const stated = await session.row(
    `select is_blocked from stated_values where namespace = $1 and "value" = $2`,
    [compared.namespace, compared.value],
  );
  if (typeof stated?.["is_blocked"] === "boolean") return stated["is_blocked"];
  const named = await session.row(
    "select expression_number from cfg_identity_blocked where namespace_order = $1::integer",
    [written.order],
  );
  const expression = blocked.find(({ number }) => number === named?.["expression_number"])?.expression;
  if (expression === undefined) return false;
  const row = await session.row(
    "select regexp_matches($1, $3, 'is') or regexp_matches($2, $3, 'is') as is_blocked",
    [written.value, compared.value, expression],
  );
  return row?.["is_blocked"] === true;
};

const refusalOf = async (
  reading: ReadingSession,
  written: Written,
  compared: Compared,
  otherwise: ProfileRefusal,
): Promise<ProfileRefusal> => {
  if (await isBlocked(reading, written, compared)) return "value_blocked";
  return compared.isMalformed ? "value_malformed" : otherwise;
};

/** The key of the profile that holds it alone; one that was never linked is a profile of its own. */
const holderOf = async (session: Session, key: number): Promise<number | ProfileRefusal> => {
  const row = await session.row(
    "select profile_key, sharing from members where identifier_key = $1::integer",
    [key],
  );
  if (row?.["sharing"] === "device") return "shared_device";
  if (row !== undefined && row["sharing"] !== null) return "shared_value";
  return typeof row?.["profile_key"] === "number" ? row["profile_key"] : key;
};

const profileOf = async (session: Session, profileKey: number): Promise<FoundProfile | undefined> => {
  const row = await session.row(
    `select profile_id, is_known, identifiers, person_identifiers
    from profiles where profile_key = $1::integer`,
    [profileKey],
  );
  if (typeof row?.["profile_id"] !== "string") return undefined;
  return {
    profileKey,
    profileId: row["profile_id"],
    isKnown: row["is_known"] === true,
    identifiers: Number(row["identifiers"]),
    personIdentifiers: Number(row["person_identifiers"]),
  };
};

/** Reads inside the caller's transaction. */
export const findProfile = async (
  reading: ReadingSession,
  keys: IdentifierKeys,
  namespace: string,
  value: string,
): Promise<FoundProfile | ProfileRefusal> => {
  const rules = orderedRules(reading.loaded.namespaces);
  const order = rules.findIndex((rule) => rule.namespace === namespace);
  const rule = rules[order];
  if (rule === undefined) return "namespace_unknown";
  if (rule.kind === "household") return "household_value";
  const written = { namespace, order, value };
  const compared = await compare(reading, written);
  const key = await keys.find(reading.session, compared);
  if (key === undefined) return refusalOf(reading, written, compared, "never_seen");
  const holder = await holderOf(reading.session, key);
  if (typeof holder === "string") return holder;
  return (
    (await profileOf(reading.session, holder)) ?? (await refusalOf(reading, written, compared, "retired"))
  );
};
