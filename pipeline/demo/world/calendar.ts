// The demo's four months and its clock. Instants are milliseconds since 1970; no clock and no time zone
// database is asked, because the period holds one change of clocks and it is written here.

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Midnight of 1 December 2025 in Helsinki. */
export const worldStart = Date.UTC(2025, 10, 30, 22);
/** Midnight after 31 March 2026 in Helsinki: the end of the data. */
export const worldEnd = Date.UTC(2026, 2, 31, 21);

/** Helsinki goes from UTC+2 to UTC+3 at 03:00 local time on 29 March 2026. */
const summerTimeStart = Date.UTC(2026, 2, 29, 1);

const helsinkiOffset = (at: number): number => (at < summerTimeStart ? 2 : 3) * hour;

/** ISO 8601 in UTC, with milliseconds. */
export const isoTime = (at: number): string => new Date(at).toISOString();

/** ISO 8601 in UTC, whole seconds, as Zendesk writes them. */
export const isoSeconds = (at: number): string => `${isoTime(at).slice(0, 19)}Z`;

/** What a clock on the wall shows in Helsinki: `2026-01-31 16:05:09`. */
export const helsinkiTime = (at: number): string =>
  isoTime(at + helsinkiOffset(at))
    .slice(0, 19)
    .replace("T", " ");

/** The month in Helsinki, `2026-01`. */
export const helsinkiMonth = (at: number): string => helsinkiTime(at).slice(0, 7);

/** The beginning of the Helsinki day that holds `at`. */
export const helsinkiMidnight = (at: number): number => {
  const local = at + helsinkiOffset(at);
  const midnight = local - (local % day);
  return midnight - helsinkiOffset(midnight - 2 * hour);
};

/** The instant on the Helsinki day of `at` when its clocks show this hour, plus a part of an hour. */
export const atHelsinkiHour = (at: number, localHour: number, part: number): number => {
  const wall = helsinkiMidnight(at) + Math.floor((localHour + part) * hour);
  const shift = helsinkiOffset(wall) - helsinkiOffset(helsinkiMidnight(at));
  return wall - shift;
};

/**
 * Instants of the period, one `step` after the other. It begins well before, so that its first days are as
 * busy as its last: people did not all start on the first of December.
 */
export const recurring = (phase: number, step: () => number): number[] => {
  const times: number[] = [];
  for (let at = worldStart - phase * 200 * day; at < worldEnd; at += Math.max(step(), minute)) times.push(at);
  return times.filter(isInWorld);
};

export const isInWorld = (at: number): boolean => at >= worldStart && at < worldEnd;
