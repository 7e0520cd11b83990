// What every played world shares: the secret, the seeds, and how long a property may take.
export type Settings = Readonly<Record<string, unknown>>;

export const secretText = "3f0e8b6f4d5c49c2a1b7d8e9f00112233445566778899aabbccddeeff0123456";

/** The same few worlds every time, so that a red test is red for everybody. A failure is reported unshrunk
 * where shrinking would take longer than the limit. */
export const fewWorlds = (
  numRuns: number,
  seed: number,
): { numRuns: number; seed: number; interruptAfterTimeLimit: number; markInterruptAsFailure: boolean } => ({
  numRuns,
  seed,
  interruptAfterTimeLimit: 150_000,
  markInterruptAsFailure: true,
});

/** Other worlds every time; a failure prints the seed that repeats it. */
export const manyWorlds = (numRuns: number): { numRuns: number; verbose: boolean } => ({
  numRuns,
  verbose: false,
});

/** Milliseconds that a few worlds may take on a slow and busy machine. */
export const patience = 180_000;
