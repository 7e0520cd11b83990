// The example of a stream at a real broker: its traffic, as the page of the example starts it, and its configuration.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type LoadedConfig } from "../../pipeline/config.ts";
import { createLog } from "../../pipeline/log.ts";
import { addKey } from "../../pipeline/serve/access/keep-keys.ts";
import { queryRows } from "../../pipeline/snapshots/query.ts";
import { type RunningStream, stream } from "../../pipeline/stream.ts";
import { anyKafka, hasKafka, type KafkaBroker } from "../broker/kafka-broker.ts";
import { textOf } from "../contract/record-paths.ts";

const example = join(import.meta.dirname, "../../examples/stream");
const topic = `shop-web-${String(process.pid)}`;

describe.skipIf(!hasKafka)("the example of a stream at a real broker", () => {
  const folder = mkdtempSync(join(tmpdir(), "polku-stream-example-"));
  const config = join(folder, "polku.yaml");
  let broker: Pick<KafkaBroker, "brokers" | "remove">;
  let loaded: LoadedConfig;
  let traffic: ChildProcess;
  let running: RunningStream;

  const keys: Record<string, string> = {};

  beforeAll(async () => {
    broker = await anyKafka();
    const written = readFileSync(join(example, "polku.yaml"), "utf8")
      .replace('"kafka:29092"', broker.brokers.map((address) => JSON.stringify(address)).join())
      .replace("shop-web]", `${topic}]`)
      .replace("host: 0.0.0.0", "host: 127.0.0.1")
      .replace("port: 8080", "port: 0");
    writeFileSync(config, written);
    loaded = await loadConfig(config);
    for (const source of ["shop", "tills", null]) {
      const { key } = await addKey(loaded, { source, comment: undefined });
      keys[source ?? "reader"] = key;
    }
    const script = join(example, "traffic.mjs");
    traffic = spawn(process.execPath, [script, broker.brokers[0] ?? "", topic, "50"], { stdio: "inherit" });
    running = await stream({ config, log: createLog({ level: "silent", file: undefined }) });
  });

  afterAll(async () => {
    traffic.kill();
    await running.stop();
    await broker.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = (body: unknown): Promise<Response> =>
    fetch(`${running.url}/v1/cloudevents`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${keys["tills"] ?? ""}`,
        "content-type": "application/cloudevents+json",
      },
      body: JSON.stringify(body),
    });

  const profileOf = (email: string): Promise<Response> =>
    fetch(`${running.url}/v1/profiles/email/${email}`, {
      headers: { authorization: `Bearer ${keys["reader"] ?? ""}` },
    });

  it("turns its traffic into funnels, sets nothing aside, and knows who buys at a till", async () => {
    for (let waited = 0; waited < 120; waited += 1) {
      await sleep(500);
      const { profiles, known_profiles } = await running.publishNow();
      if (profiles > 100 && known_profiles > 5) break;
    }
    const steps = await queryRows(loaded, "select profiles from fct_funnel_steps order by step_number");
    const counts = steps.map(({ profiles }) => Number(profiles));
    expect(counts).toHaveLength(4);
    expect(counts.every((count, index) => count > 0 && count <= (counts[index - 1] ?? count))).toBe(true);
    expect(await queryRows(loaded, "select * from quarantine")).toEqual([]);
    const [known] = await queryRows(
      loaded,
      "select value from dim_profile_identifiers where namespace = 'email' order by value limit 1",
    );
    const email = textOf(known?.["value"]);
    const purchase = { id: "receipt-1", source: "/tills/7", specversion: "1.0", type: "order_completed" };
    const data = { identifiers: { email }, value: "12.50", currency: "EUR" };
    const answer = await send({ ...purchase, time: new Date().toISOString(), data });
    expect(answer.status).toBe(200);
    let text = "";
    for (let waited = 0; waited < 100 && !text.includes('"tills"'); waited += 1) {
      await sleep(100);
      text = await (await profileOf(email)).text();
    }
    expect(text).toContain('"source":"tills"');
    expect(text).toContain('"source":"shop"');
  });

  it("ends its traffic in peace", async () => {
    const ended = once(traffic, "exit");
    traffic.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});
