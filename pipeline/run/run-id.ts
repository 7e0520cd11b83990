// Ids of runs: they sort by time and are told apart when two start in the same second.
import { randomBytes } from "node:crypto";

/** `20260131T080000Z-1a2b3c` for a start in microseconds since 1970. */
export const newRunId = (startedAt: bigint): string => {
  const time = new Date(Number(startedAt / 1000n)).toISOString().replace(/[-:]|\.\d+/g, "");
  return `${time}-${randomBytes(3).toString("hex")}`;
};
