import { chmod, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../../../../pipeline/config.ts";
import { examineStreams } from "../../../../pipeline/workspace/doctor/stream-check.ts";
import { digestLine, loadedWith, newFolder, removeFolders } from "../../serve/access/keys-fixture.ts";

afterAll(removeFolders);

const linesOf = async (loaded: Awaited<ReturnType<typeof loadConfig>>): Promise<string[]> =>
  (await examineStreams(loaded)).map(({ name, status, detail }) => `${name} ${status}: ${detail}`);

test("nothing is said of a configuration that does not stream", async () => {
  const { config } = await newFolder("sources: [ { name: a, connector: polku/events, files: x } ]\n");
  expect(await linesOf(await loadConfig(config))).toEqual([]);
});

test("keys are counted, and what is missing is said with what makes it", async () => {
  const loaded = await loadedWith({ "shop.keys": digestLine("a") + digestLine("b"), "app.keys": "# none\n" });
  expect(await linesOf(loaded)).toEqual([
    "keys shop ok: shop.keys: 2 keys",
    expect.stringMatching(
      /^keys app warning: app\.keys holds no key; `polku keys add app --config .*` makes one$/,
    ),
    expect.stringMatching(
      /^keys \(read\) failed: The key file read\.keys cannot be used: it is missing\. `polku keys add --read --config .*` makes it\.$/,
    ),
  ]);
});

test("a key of two owners is found", async () => {
  const both = digestLine("a");
  const loaded = await loadedWith({ "shop.keys": both, "app.keys": digestLine("b"), "read.keys": both });
  expect((await linesOf(loaded)).at(-1)).toMatch(
    /^keys failed: .*the key \w{12} of shop is also a key of \(read\)/,
  );
});

const live = (port: number): string => `sources:
  - { name: care, connector: service/zendesk, inputs: [ { http: { webhook: { scheme: zendesk, key_file: care.key } } } ] }
  - { name: tills, connector: polku/events, inputs: [ { kafka: { brokers: ["127.0.0.1:${port}", "127.0.0.1:1"], topics: [tills] } } ] }
`;

test("brokers are asked whether they answer, secrets whether others can read them", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const loaded = await loadedWith({ "care.key": "a-secret-of-zendesk" }, live(port));
  await chmod(join(loaded.folder, "care.key"), 0o644);
  await mkdir(join(loaded.workspace, "journal"), { recursive: true });
  expect(await linesOf(loaded)).toEqual([
    "source care warning: care.key can be read by others; chmod 600 makes it yours",
    "source tills warning: kafka tills: 1 broker answers; none at 127.0.0.1:1",
    expect.stringMatching(/^journal ok: .*journal: 0 records, 0 B in 0 files$/),
  ]);
  await new Promise((done) => server.close(done));
});

test("a webhook's key that is none is said to be", async () => {
  const loaded = await loadedWith({ "care.key": "short" }, live(1));
  await chmod(join(loaded.folder, "care.key"), 0o600);
  expect((await linesOf(loaded))[0]).toMatch(
    /^webhooks failed: The key file care\.key cannot be used: its key 1 is no key of the scheme zendesk\. Put the key there/,
  );
});
