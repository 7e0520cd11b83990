import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileCli, type Ended, polku } from "../../pipeline/cli-process.ts";
import { event } from "../../pipeline/control/kept-shop.ts";
import { startStream, type StreamProcess } from "./stream-process.ts";

let folder = "";
let stream: StreamProcess;

const configuration = `sources:
  - { name: shop, connector: polku/events, inputs: [{ files: "data/*.ndjson", watch: true }] }
http: { port: 0 }
stream: { watch_seconds: 1 }
publish: { every_seconds: 3600 }
`;

const people = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => from + index)
    .map((number) => `${event(String(number), `device-${number}`, `person-${number}@example.com`)}\n`)
    .join("");

const kill = async (): Promise<void> => {
  stream.child.kill("SIGKILL");
  await stream.ended;
};

const socket = (): string => join(folder, "workspace/control.sock");

const joined = (one: number, other: number): Promise<Ended> => {
  const pair = [one, other].map((number) => `email:person-${number}@example.com`);
  return polku(folder, "identity", "join", ...pair, "--reason", "a planted reason", "--no-publish");
};

beforeAll(async () => {
  compileCli();
  folder = await mkdtemp(join(tmpdir(), "polku-commands-"));
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "polku.yaml"), configuration);
  await writeFile(join(folder, "data/first.ndjson"), `${people(0, 40)}{\n`);
  await writeFile(join(folder, "truth.csv"), "namespace,value,person\nanonymous_id,device-1,one\n");
  await writeFile(join(folder, "wrong.csv"), "a,b\n1,2\n");
  await writeFile(join(folder, "wrong.yaml"), "- { kind: join, identifiers: [email:x@example.com] }\n");
  stream = await startStream(folder);
}, 120_000);
afterAll(async () => {
  await kill();
  await rm(folder, { recursive: true });
});

/** Commands that need the store; some are mistakes. */
const commands: readonly (readonly string[])[] = [
  ["identity", "list"],
  ["identity", "list", "--json"],
  ["identity", "suggest", "--format", "yaml"],
  ["identity", "evaluate", "--truth", "truth.csv"],
  ["identity", "evaluate", "--truth", "wrong.csv"],
  ["identity", "evaluate", "--truth", "./missing.csv", "--config", "data/../polku.yaml"],
  ["identity", "apply", "wrong.yaml"],
  ["identity", "split", "email:person-1@example.com", "email:person-2@example.com"],
  ["identity", "undo", "s_unknown"],
  ["identity", "what-if", "--set", "identity.namespaces.email.limit=1", "--json"],
  ["explain", "email:person-1@example.com"],
  ["explain", "email:person-1@example.com", "email:person-2@example.com", "--format", "mermaid"],
  ["explain", "email:nobody@example.com"],
  ["quarantine", "list"],
  ["quarantine", "list", "--json"],
  ["quarantine", "show", "1"],
  ["quarantine", "show", "77"],
  ["quarantine", "replay", "--reason", "bad_time"],
];

/** Progress tells how long each stage took. */
const withoutTimes = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !/^\w+ +[\d,]+ rows +[\d.]+ m?s$/.test(line))
    .join("\n");

const said = async (): Promise<unknown[]> => {
  const all: unknown[] = [];
  for (const command of commands) {
    const { code, stdout, stderr } = await polku(folder, ...command);
    all.push({ command: command.join(" "), code, stdout: stdout.toString(), stderr: withoutTimes(stderr) });
  }
  return all;
};

describe("while a stream runs", () => {
  test("its socket is for its owner alone", async () => {
    expect((await stat(socket())).mode & 0o777).toBe(0o600);
  });

  test("polku run publishes what it has stored", async () => {
    const ended = await polku(folder, "run", "--json");
    // As of any run: one record of 41 is too much to set aside in silence.
    expect(ended.code).toBe(5);
    expect(JSON.parse(ended.stdout.toString())).toMatchObject({ profiles: 40 });
    expect(ended.stderr).toContain("A stream keeps this workspace open");
  });

  test("statements of several at once are all stated, one after the other, while it goes on reading", async () => {
    await writeFile(join(folder, "data/second.ndjson"), people(40, 400));
    const ended = await Promise.all([1, 3, 5].map((number) => joined(number, number + 1)));
    expect(ended.map(({ code, stderr }) => [code, stderr.includes("is in no snapshot yet")])).toEqual([
      [0, true],
      [0, true],
      [0, true],
    ]);
    let profiles = 0;
    while (profiles !== 397) {
      ({ profiles } = JSON.parse((await polku(folder, "run", "--json")).stdout.toString()) as {
        profiles: number;
      });
    }
  }, 300_000);

  test("a configuration that was changed since is refused, and says what differs", async () => {
    await writeFile(join(folder, "polku.yaml"), `${configuration}timezone: Europe/Helsinki\n`);
    const { code, stderr } = await polku(folder, "identity", "list");
    await writeFile(join(folder, "polku.yaml"), configuration);
    expect(code).toBe(3);
    expect(stderr).toContain("differ in what the tables say");
    expect(stderr).toContain("restart the stream");
  });

  test("what only a run can do is refused, and names the process", async () => {
    const { code, stderr } = await polku(folder, "rebuild");
    expect(code).toBe(6);
    expect(stderr).toContain(`process ${String(stream.child.pid)}`);
  });

  test("every other command says the same as when nobody has the workspace, after one that was killed", async () => {
    const asked = await said();
    await kill();
    expect((await stat(socket())).isSocket()).toBe(true);
    expect(asked).toEqual(await said());
    stream = await startStream(folder);
    expect(stream.log()).not.toContain("no control socket");
    expect((await polku(folder, "identity", "list")).code).toBe(0);
  }, 600_000);

  test("nobody whom a command names is in its log", async () => {
    const { code, stderr } = await joined(7, 8);
    expect([code, stderr]).toEqual([0, expect.stringContaining("is in no snapshot yet")]);
    expect(stream.log()).toContain('"call":"identity.state"');
    expect(stream.log()).not.toMatch(/person-|device-|planted/);
  });
});
