// What the pictures can tell from a label: the channel, and whether it is a label at all.

const ends: ReadonlySet<string> = new Set([
  "(start)",
  "(end)",
  "(converted)",
  "(dropped)",
  "(open)",
  "(others)",
  "…",
]);

/** True for what is no step of anybody. */
export const isEnd = (label: string): boolean => ends.has(label);

/** The channel before the slash; null for ends and for labels without one. */
export const channelOf = (label: string): string | null => {
  if (isEnd(label)) return null;
  return /^[a-z0-9_]+(?=\/)/.exec(label)?.[0] ?? null;
};
