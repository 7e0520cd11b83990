// Named places at which a test can end the process as a power cut would. Nothing happens at any of them unless one
// was armed, which only a checkout can do: the published package does not listen.

/** Those that a run passes. */
export const runFaultPoints = [
  "land-staged",
  "deduplicate-commit",
  "deduplicate-committed",
  "statements-added",
  "admit",
  "resolve-middle",
  "resolve-committed",
  "build-model",
  "build-commit",
  "build-committed",
  "audit",
  "publish-begun",
  "publish-file",
  "publish-manifest",
  "publish-renamed",
  "publish-pointer",
  "publish-moved",
  "publish-pruned",
  "publish-remembered",
] as const;

/** Those that only a stream passes. */
export const streamFaultPoints = [
  "journal-append",
  "journal-synced",
  "journal-removed",
  "stream-fetched",
  "stream-transaction",
  "stream-commit",
  "stream-committed",
  "stream-acknowledge",
  "stream-checkpoint",
] as const;

const faultPoints = [...runFaultPoints, ...streamFaultPoints];

export type FaultPoint = (typeof faultPoints)[number];

interface Armed {
  readonly name: string;
  callsLeft: number;
  readonly end: () => void;
}

let armed: Armed | undefined;

/**
 * Makes the process end by `end` at the n-th call of a point. `wish` is `name:n`, or `name` for the first call.
 * Gives false, and arms nothing, where there is no such point.
 */
export const armFaultPoint = (wish: string, end: () => void): boolean => {
  const [name, calls = "1"] = wish.split(":");
  const found = faultPoints.find((point) => point === name);
  if (found === undefined || !/^[1-9]\d*$/.test(calls)) return false;
  armed = { name: found, callsLeft: Number(calls), end };
  return true;
};

/** A place at which the process may be ended. Put it where a crash would hurt most. */
export const faultPoint = (name: FaultPoint): void => {
  if (armed === undefined || armed.name !== name) return;
  armed.callsLeft -= 1;
  if (armed.callsLeft === 0) armed.end();
};
