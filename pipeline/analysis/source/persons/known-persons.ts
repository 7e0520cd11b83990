// Who is known: profiles that hold an identifier of a person, or units that are one.
import type { AnalysisSource } from "../open-source.ts";

/** 1 for each person that is known, by the numbers that touchpoints carry. */
export const knownPersons = async ({ session, identity }: AnalysisSource): Promise<Uint8Array> => {
  const [key, table] = identity === "stitched" ? ["profile_key", "people"] : ["unit_key", "units"];
  const { person } = await session.columns(`select ${key} as person from ${table} where is_known`);
  const known = person instanceof Int32Array ? person : new Int32Array(0);
  const marks = new Uint8Array(known.reduce((most, key_) => Math.max(most, key_), 0) + 1);
  for (const one of known) marks[one] = 1;
  return marks;
};
