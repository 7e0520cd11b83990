// A real schema registry (Apicurio 3, which also speaks Confluent's API), from its published archive, without Docker.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JavaProcess } from "./java-process.ts";
import { cachedFolder, freePort, maven } from "./maven.ts";

const version = "3.0.9";

export interface RegistryProcess {
  /** Of the Confluent-compatible API. */
  readonly url: string;
  /** After `stop`: at the same address, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

const unpacked = (): string =>
  cachedFolder(`apicurio-registry-${version}`, (folder) => {
    const artifact = `io.apicurio:apicurio-registry-app:${version}:zip:all`;
    maven(folder, "dependency:unpack", `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`);
  });

export const startRegistry = async (): Promise<RegistryProcess> => {
  const jar = join(unpacked(), `apicurio-registry-app-${version}-runner.jar`);
  const folder = mkdtempSync(join(tmpdir(), "polku-registry-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  const registry = new JavaProcess(join(folder, "log"));
  const start = (): Promise<void> =>
    registry.start(["-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", jar], () => answers(`${url}/subjects`), {
      QUARKUS_HTTP_HOST: "127.0.0.1",
      QUARKUS_HTTP_PORT: String(port),
    });
  await start();
  return {
    url,
    start,
    stop: () => registry.end("SIGTERM"),
    remove: async () => {
      await registry.end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
