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
  /** It answers nothing until `thaw`. */
  freeze(): void;
  thaw(): void;
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
  await registry.start(
    ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", jar],
    () => answers(`${url}/subjects`),
    {
      QUARKUS_HTTP_HOST: "127.0.0.1",
      QUARKUS_HTTP_PORT: String(port),
    },
  );
  return {
    url,
    freeze: () => registry.signal("SIGSTOP"),
    thaw: () => registry.signal("SIGCONT"),
    remove: async () => {
      await registry.end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
