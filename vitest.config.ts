import { defineConfig } from "vitest/config";

// `npm test` runs everything but *.long.test.ts; `npm run test:all` sets POLKU_TEST=all and runs those too.
const runsLong = process.env["POLKU_TEST"] === "all";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: runsLong ? [] : ["test/**/*.long.test.ts"],
    testTimeout: runsLong ? 600_000 : 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    // Tests keep nothing between them; to load every module anew for each file took a fifth of the time.
    isolate: false,
    maxWorkers: 2,
  },
});
