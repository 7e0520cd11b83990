// Times as a user writes them: the end of data, and when something was decided.
import { PolkuError } from "../../models/errors.ts";

const isoTime = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d))?$/;

/** An ISO time with its zone, or a date (its first instant in UTC), as microseconds since 1970. Throws usage. */
export const instantOf = (text: string, option = "--data-end"): bigint => {
  const [, date = "", time = "00:00", fraction = "", zone = "Z"] = isoTime.exec(text) ?? [];
  const millis = Date.parse(`${date}T${time}${zone}`);
  // Date.parse takes 31 February for 3 March.
  const day = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(millis) || Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) {
    throw new PolkuError("usage", {
      problem: `${option} ${text} is no time; write it as 2026-03-31T08:00:00Z.`,
    });
  }
  return BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
};
