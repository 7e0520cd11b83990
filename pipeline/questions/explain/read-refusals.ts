// The refusals that touch what was asked for, as identity_refusals publishes them.
import type { ExplainResult } from "../../../models/results/identity.ts";
import type { Session } from "../../warehouse/session.ts";
import { sqlText } from "../../warehouse/sql-text.ts";
import type { Subject } from "./find-subject.ts";

/** How sql/identity/broken/told_refusals.sql ends the detail of a rule under which one link won. */
const winning = "won by ";

const wonBy = (detail: string | null): string | null => {
  const last = detail?.split("; ").at(-1) ?? "";
  return last.startsWith(winning) ? last.slice(winning.length) : null;
};

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Of the profiles of these subjects, and of the subjects themselves where no profile holds them. */
export const readRefusals = async (
  session: Session,
  subjects: readonly Subject[],
): Promise<ExplainResult["refusals"]> => {
  await session.run(
    "create or replace temp table id_asked (profile_key integer, identifier_key integer, namespace varchar, value varchar)",
  );
  for (const { profileKey, identifierKey, name } of subjects) {
    await session.run("insert into id_asked values ($1, $2, $3, $4)", [
      profileKey,
      identifierKey,
      name?.namespace ?? null,
      name?.value ?? null,
    ]);
  }
  const rows = await session.rows(
    `with
    asked_profiles as (select profile_id from profiles semi join id_asked using (profile_key)),
    asked_names as (
      select namespace, "value" from identifiers semi join id_asked using (identifier_key)
      union
      select namespace, value from id_asked where namespace is not null
    ),
    refusals as (${sqlText("sql/marts/identity_refusals.sql")})
    select * from refusals
    where profile_id_a in (from asked_profiles) or profile_id_b in (from asked_profiles)
      or (namespace_a, value_a) in (select (namespace, "value") from asked_names)
      or (namespace_b, value_b) in (select (namespace, "value") from asked_names)
    order by rule, namespace_a, value_a, namespace_b, value_b`,
  );
  return rows.map((row) => ({
    rule: textOrNull(row["rule"]) ?? "",
    namespace_a: textOrNull(row["namespace_a"]) ?? "",
    value_a: textOrNull(row["value_a"]) ?? "",
    namespace_b: textOrNull(row["namespace_b"]),
    value_b: textOrNull(row["value_b"]),
    profile_id_a: textOrNull(row["profile_id_a"]),
    profile_id_b: textOrNull(row["profile_id_b"]),
    source: textOrNull(row["source"]) ?? "",
    event_id: textOrNull(row["event_id"]) ?? "",
    detail: textOrNull(row["detail"]),
    won_by: wonBy(textOrNull(row["detail"])),
  }));
};
