// What every played world shares: the secret, and how long a property may look for a counter-example.
export type Settings = Readonly<Record<string, unknown>>;

export const secretText = "3f0e8b6f4d5c49c2a1b7d8e9f00112233445566778899aabbccddeeff0123456";

const isLong = process.env["POLKU_TEST"] === "all";

/** The seed of a property's worlds: fixed in the short suite, so that it tells the same story every time. */
export const seeded = (numRuns: number, seed: number): { numRuns: number; seed?: number } =>
  isLong ? { numRuns } : { numRuns, seed };
