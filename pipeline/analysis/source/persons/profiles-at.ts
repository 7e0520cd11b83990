// The way back from touchpoints to the profiles they stand on.
import type { AnalysisSource } from "../open-source.ts";

/** The profile_id of each place of the file of touchpoints, in the order given. */
export const profilesAt = async (
  { session }: AnalysisSource,
  places: Int32Array,
): Promise<(string | null)[]> => {
  await session.run("create or replace temp table wanted_places (number integer, place integer)");
  await session.append("temp.wanted_places", [Int32Array.from(places.keys()), places]);
  const { profile_id: ids } = await session.columns(
    `select people.profile_id
    from wanted_places as wanted
    inner join touchpoints using (place)
    inner join people using (profile_key)
    order by wanted.number`,
  );
  return Array.isArray(ids) ? ids.map((id) => (typeof id === "string" ? id : null)) : [];
};
