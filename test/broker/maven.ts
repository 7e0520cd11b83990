// Published jars for tests, fetched once from Maven Central into the user's cache. Needs Java and Maven.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const answers = (command: string, argument: string): boolean =>
  spawnSync(command, [argument], { stdio: "ignore" }).status === 0;

let isThere: boolean | undefined;

/** Whether this machine can start the real components. */
export const hasJava = (): boolean => (isThere ??= answers("java", "-version") && answers("mvn", "-version"));

const cache = (): string => join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "polku-ci");

/** A folder that `fill` filled, of this name for ever. Two that fill it at once do not disturb each other. */
export const cachedFolder = (name: string, fill: (folder: string) => void): string => {
  const folder = join(cache(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache(), { recursive: true });
  const work = mkdtempSync(join(cache(), "filling-"));
  fill(work);
  try {
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
};

export const maven = (folder: string, ...goals: readonly string[]): void => {
  const done = spawnSync("mvn", ["-q", "-B", ...goals], { cwd: folder, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`Maven failed: ${done.stdout}${done.stderr}`);
};

export interface Artifact {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

/** The jars of these artifacts and of all that they need. */
export const jarsOf = (name: string, artifacts: readonly Artifact[]): string =>
  cachedFolder(name, (jars) => {
    const project = mkdtempSync(join(tmpdir(), "polku-maven-"));
    const dependencies = artifacts.map(
      ({ group, artifact, version }) =>
        `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
    );
    writeFileSync(
      join(project, "pom.xml"),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
      <groupId>test</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
      <dependencies>${dependencies.join("")}</dependencies></project>`,
    );
    maven(project, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`, "-DincludeScope=runtime");
    rmSync(project, { recursive: true });
  });

export const freePort = async (): Promise<number> =>
  await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
