// Finds a profile of a snapshot by its id, an identifier or an event.
import { PolkuError } from "../../../models/errors.ts";
import { isProfileId } from "../../identity/profile-id.ts";
import { comparedValues } from "../../statements/compared-values.ts";
import type { AnalysisSource } from "../source/open-source.ts";

const profileOf = async (
  { session }: AnalysisSource,
  from: string,
  values: readonly string[],
): Promise<string | undefined> => {
  const row = await session.row(`select profile_id from ${from} limit 1`, [...values]);
  return typeof row?.["profile_id"] === "string" ? row["profile_id"] : undefined;
};

/** As it was written or as it is compared; of a shared device its present owner. */
const byIdentifier = async (
  source: AnalysisSource,
  namespace: string,
  written: string,
): Promise<string | undefined> => {
  const compared = await comparedValues(source.session, source.loaded, [{ namespace, value: written }]);
  const value = compared({ namespace, value: written }) ?? written;
  return profileOf(
    source,
    `dim_profile_identifiers where namespace = $1 and value in ($2, $3)
    order by valid_from desc nulls first, value = $3 desc`,
    [namespace, written, value],
  );
};

/** Throws usage for what is none of the three, and not_found for what the snapshot does not hold. */
export const findPerson = async (source: AnalysisSource, text: string): Promise<string> => {
  const colon = text.indexOf(":");
  if (!isProfileId(text) && colon < 1) {
    throw new PolkuError("usage", {
      problem: "Ask for NAMESPACE:VALUE, a profile id (p_ and 24 hex digits) or SOURCE:EVENT_ID.",
    });
  }
  const [left, right] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  const found = isProfileId(text)
    ? await profileOf(source, "dim_profiles where profile_id = $1", [text])
    : ((await byIdentifier(source, left, right)) ??
      (await profileOf(source, "fct_touchpoints where source = $1 and event_id = $2", [left, right])));
  if (found !== undefined) return found;
  throw new PolkuError("not_found", {
    what: isProfileId(text) ? "This profile id" : "This identifier or event",
    remedy:
      "The snapshot knows what was published; `polku explain` asks the store, and follows ids that went elsewhere.",
  });
};
