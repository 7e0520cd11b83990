// The container files: nothing here can start a container, so they are held to the published shape of compose files, and to
// what they say of each other.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadConfig } from "../../pipeline/config.ts";
import { packageRoot } from "../../pipeline/warehouse/sql-text.ts";

const read = (path: string): string => readFileSync(join(packageRoot, path), "utf8");

const seconds = z.string().regex(/^\d+s$/);
const words = z.union([z.string(), z.array(z.string()).nonempty()]);

/** The part that we use of https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json. */
const service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  container_name: z.string().optional(),
  entrypoint: words.optional(),
  command: words.optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  ports: z.array(z.string().regex(/^(127\.0\.0\.1:)?\d+:\d+$/)).optional(),
  volumes: z.array(z.string()).optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
      }),
    )
    .optional(),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({ test: words, interval: seconds, timeout: seconds, retries: z.number() }),
    ])
    .optional(),
  restart: z.enum(["no", "always", "on-failure", "unless-stopped"]).optional(),
  stop_grace_period: seconds.optional(),
});

const compose = z
  .strictObject({
    services: z.record(z.string(), service),
    volumes: z.record(z.string(), z.strictObject({})),
  })
  .parse(parse(read("docker-compose.yml")));

const services = Object.entries(compose.services);
const example = await loadConfig(join(packageRoot, "examples/stream/polku.yaml"));
const kafkaInputs = example.config.sources.flatMap(({ inputs = [] }) =>
  inputs.flatMap((input) => ("kafka" in input ? [input.kafka] : [])),
);

describe("docker-compose.yml", () => {
  it("waits only for services that are there, and for health only where it is asked", () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const found = compose.services[other];
        expect(found, `${name} waits for ${other}`).toBeDefined();
        const health = found?.healthcheck;
        if (condition === "service_healthy") expect(health, other).toHaveProperty("test");
      }
    }
  });

  it("mounts volumes that it declares and files that are there", () => {
    const sources = services.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => volume.split(":")[0] ?? ""),
    );
    const missing = sources.filter((source) =>
      source.startsWith(".")
        ? !existsSync(join(packageRoot, source))
        : !Object.hasOwn(compose.volumes, source),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(compose.volumes).filter((volume) => !sources.includes(volume))).toEqual([]);
  });

  it("gives a stream more time to end than it takes", () => {
    const grace = Number.parseInt(compose.services["polku"]?.stop_grace_period ?? "", 10);
    expect(grace).toBeGreaterThan(example.config.stream.drain_seconds * 1.5);
  });

  it("sends its traffic where the configuration reads, at an address that the broker has for containers", () => {
    const [broker, topic] = compose.services["traffic"]?.command ?? [];
    expect(kafkaInputs.map(({ brokers, topics }) => [...brokers, ...topics])).toEqual([[broker, topic]]);
    const advertised = compose.services["kafka"]?.environment?.["KAFKA_ADVERTISED_LISTENERS"];
    expect(String(advertised)).toContain(`://${broker}`);
  });

  it("makes the keys that the configuration names, and offers its port", () => {
    const command = [compose.services["keys"]?.command ?? []].flat().join("\n");
    const files = example.config.sources.flatMap(({ inputs = [] }) =>
      inputs.flatMap((input) => ("http" in input ? [input.http.write_key_file ?? ""] : [])),
    );
    const { read_key_file = "", host, port } = example.config.http;
    expect(files.length).toBeGreaterThan(0);
    for (const file of [...files, read_key_file]) expect(command).toContain(`test -f ${file} ||`);
    expect(host).toBe("0.0.0.0");
    expect(compose.services["polku"]?.ports).toContain(`127.0.0.1:${port}:${port}`);
  });
});

describe("the Dockerfile", () => {
  const lines = read("Dockerfile").replaceAll("\\\n", " ").split("\n");
  const stage = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));

  it("leaves an image that runs polku, not as root, and knows its health", () => {
    const user = stage.findIndex((line) => line === "USER node");
    expect(user).toBeGreaterThan(0);
    expect(stage.slice(user).filter((line) => /^(RUN|COPY|ADD|USER root)/.test(line))).toEqual([]);
    expect(stage.filter((line) => line.startsWith("HEALTHCHECK ")).join()).toContain("/readyz");
    expect(stage).toContain('ENTRYPOINT ["polku"]');
  });

  it("copies what is there, and links the program that is published", () => {
    const { bin } = z
      .object({ bin: z.object({ polku: z.string() }) })
      .parse(JSON.parse(read("package.json")));
    expect(stage.join("\n")).toContain(`ln -s /app/${bin.polku} /usr/local/bin/polku`);
    const copied = lines
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from"))
      .flatMap((line) => line.split(" ").slice(1, -1));
    expect(copied.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
  });
});
