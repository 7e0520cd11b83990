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

/** More than these nobody reads. */
const mostNamed = 12;
const fewNamed = 5;

const partsOf = (word: string): string[] => word.toLowerCase().split(/[^a-z0-9]+/);

/** Those most like `word`: which share most of its parts, then with fewest letters that differ. */
const likest = (word: string, candidates: readonly string[]): string[] => {
  const parts = new Set(partsOf(word));
  return candidates
    .map((candidate) => ({
      candidate,
      shared: partsOf(candidate).filter((part) => parts.has(part)).length,
      distance: leven(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .toSorted((left, right) => right.shared - left.shared || left.distance - right.distance)
    .slice(0, fewNamed)
    .map(({ candidate }) => candidate);
};

/** What to say after an unknown word: the nearest known one, else all of them, or of many the likest. */
export const suggestion = (word: string, candidates: readonly string[]): string => {
  const near = nearest(word, candidates);
  if (near !== undefined) return `did you mean ${near}?`;
  if (candidates.length <= mostNamed) return `known are ${candidates.join(", ")}`;
  return `the likest of ${candidates.length} are ${likest(word, candidates).join(", ")}`;
};

/** The same as the end of a sentence. */
export const suggestionSentence = (word: string, candidates: readonly string[]): string => {
  const text = suggestion(word, candidates);
  return text.endsWith("?") ? text : `${text}.`;
};
