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
    maxWorkers: 2,
  },
});
