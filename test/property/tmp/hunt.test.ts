import * as fc from "fast-check";
import { it } from "vitest";
import { writeFileSync } from "node:fs";
import { randomCrowd, tiedCrowd, printed, type World } from "../../world/random-world.ts";
import { randomDelivery } from "../delivery.ts";
import { equalsTheOracle, followsChanges, ignoresDelivery, repeatsItself } from "../laws.ts";

const env = process.env;
const worlds = fc.tuple(env["TIED"] ? tiedCrowd : randomCrowd, randomCrowd, randomDelivery);
it("hunt", async () => {
  const drawn = fc.sample(worlds, { numRuns: Number(env["N"] ?? 20), seed: Number(env["SEED"] ?? 1) });
  const found = new Map<string, { n: number; message: string; world: World; at: number; extra: unknown }>();
  const t = performance.now();
  for (const [at, [world, other, delivery]] of drawn.entries()) {
    if (env["ONLY"] && Number(env["ONLY"]) !== at) continue;
    try {
      const law = env["LAW"] ?? "oracle";
      if (law === "oracle") await equalsTheOracle(world);
      if (law === "delivery") await ignoresDelivery(world, delivery);
      if (law === "repeat") await repeatsItself(world);
      if (law === "change") await followsChanges(world, other);
    } catch (e) {
      const message = (e as Error).message + (env["STACK"] ? "\n" + (e as Error).stack : "");
      const key = message
        .split("\n")
        .filter((l) => /^[a-z]/i.test(l))
        .map((l) => l.split(":")[0])
        .join(",")
        .slice(0, 200);
      const old = found.get(key);
      if (old === undefined || world.arrivals.length < old.world.arrivals.length)
        found.set(key, { n: (old?.n ?? 0) + 1, message, world, at, extra: delivery });
      else old.n += 1;
    }
  }
  console.log(drawn.length, "worlds", performance.now() - t, "ms");
  for (const [key, f] of found) {
    console.log(
      `=== ${f.n} x ${key} (world ${f.at}, ${f.world.arrivals.length} records) ${JSON.stringify(f.extra)}\n${f.message.slice(0, 3000)}`,
    );
    writeFileSync(`/tmp/found-${f.at}.txt`, printed(f.world));
  }
}, 3_000_000);
