// The known word that a typo was most likely meant to be.
import leven from "leven";

/** How many letters may differ: one in a very short word, two in most, a third of a long one. */
const tolerance = (length: number): number => (length <= 3 ? 1 : Math.max(2, length / 3));

/** The candidate that `word` was most likely meant to be; undefined where none is near. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const wanted = word.toLowerCase();
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: leven(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= tolerance(Math.min(word.length, candidate.length)))
    .toSorted((left, right) => left.distance - right.distance);
  return best?.candidate;
};

/** What to say after an unknown word: the nearest known one, else all of them. */
export const suggestion = (word: string, candidates: readonly string[]): string => {
  const near = nearest(word, candidates);
  return near === undefined ? `known are ${candidates.join(", ")}` : `did you mean ${near}?`;
};
