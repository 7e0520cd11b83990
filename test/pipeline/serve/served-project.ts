// A server over real configuration and keys, with a journal in memory: the journal's own tests hold what is on disk.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { Registry } from "prom-client";
import { PolkuError } from "../../../models/errors.ts";
import { loadConfig } from "../../../pipeline/config.ts";
import type { JournalSink } from "../../../pipeline/journal/journal-log.ts";
import { createLog } from "../../../pipeline/log.ts";
import { WriteKeys } from "../../../pipeline/serve/access/write-keys.ts";
import type { ProfileReader, Readiness, RunningServer } from "../../../pipeline/serve/serve-options.ts";
import { defaultBounds, openServer } from "../../../pipeline/serve/server.ts";

/** What came, in order; can be told to fail as a disk does. */
export class MemoryJournal implements JournalSink {
  readonly appends: { readonly source: string; readonly records: readonly Buffer[] }[] = [];
  isDurable = true;
  isFailing = false;
  refused = 0;
  waiting = 0;
  /** Appends wait for it. */
  gate: Promise<void> = Promise.resolve();
  #next = 1n;

  async append(source: string, records: readonly Buffer[]): Promise<bigint> {
    this.waiting += 1;
    await this.gate;
    this.waiting -= 1;
    if (this.isFailing) this.refused += 1;
    if (this.isFailing) throw new PolkuError("journal_failed", { folder: "journal", problem: "EIO" });
    const first = this.#next;
    this.#next += BigInt(records.length);
    this.appends.push({ source, records: records.map((record) => Buffer.from(record)) });
    return first;
  }

  /** Takes out what a source got, as text. */
  take(source: string): string[] {
    return this.appends
      .splice(0)
      .flatMap((append) => (append.source === source ? append.records : []))
      .map((record) => record.toString("utf8"));
  }
}

/** Keys by source, as their senders know them. */
export const keyOf = (source: string): string => `key-of-${source}-0123456789`;

const sources: Readonly<Record<string, string>> = {
  shop: "web/segment",
  rudder: "web/rudderstack",
  hog: "web/posthog",
  clouds: "polku/cloudevents",
  own: "polku/events",
  master: "polku/profiles",
};

const webhookSecret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;

export const signedWith = webhookSecret;

const writeProject = (folder: string, http: string): void => {
  mkdirSync(join(folder, "keys"));
  const lines = Object.entries(sources).map(([name, connector]) => {
    const digest = createHash("sha256").update(keyOf(name)).digest("hex");
    writeFileSync(join(folder, "keys", name), `sha256:${digest}\n`);
    return `  - { name: ${name}, connector: ${connector}, inputs: [ { http: { write_key_file: keys/${name} } } ] }`;
  });
  writeFileSync(join(folder, "keys", "hook"), `${webhookSecret}\n`);
  lines.push(
    "  - { name: hook, connector: email/sendgrid, inputs: [ { http: { webhook: { scheme: standard, key_file: keys/hook } } } ] }",
  );
  writeFileSync(
    join(folder, "polku.yaml"),
    `sources:\n${lines.join("\n")}\nhttp: { ${http.includes("port:") ? "" : "port: 0, "}${http} }\n`,
  );
};

export interface ServedProject {
  readonly url: string;
  readonly port: number;
  readonly journal: MemoryJournal;
  readonly registry: Registry;
  readonly server: RunningServer;
  readonly state: { readiness: Readiness };
  /** Everything that was logged, at every level. */
  log(): string;
  end(): Promise<void>;
}

/** `http`: keys of that section, as YAML. */
export const serveProject = async (
  http = "",
  { readProfile, bounds = {} }: { readProfile?: ProfileReader; bounds?: Partial<typeof defaultBounds> } = {},
): Promise<ServedProject> => {
  const folder = mkdtempSync(join(tmpdir(), "polku-serve-"));
  writeProject(folder, http);
  const config = await loadConfig(join(folder, "polku.yaml"));
  const journal = new MemoryJournal();
  const registry = new Registry();
  const state: ServedProject["state"] = { readiness: { isReady: true, reasons: [] } };
  const logFile = join(folder, "log");
  const options = {
    config,
    sink: journal,
    keys: await WriteKeys.load(config),
    status: () => state.readiness,
    metrics: registry,
    log: createLog({ level: "trace", file: logFile }),
    ...(readProfile === undefined ? {} : { readProfile }),
  };
  const server = await openServer(options, { ...defaultBounds, ...bounds });
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    journal,
    registry,
    server,
    state,
    log: () => readFileSync(logFile, "utf8"),
    end: async () => {
      await server.close({ deadlineSeconds: 1 });
      rmSync(folder, { recursive: true });
    },
  };
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: { results?: { event_id: string | null; verdict: string; reason: string | null }[] } & Record<
    string,
    unknown
  >;
}

/** Posts a body; `key` as Bearer. */
export const post = async (
  project: ServedProject,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  { key, headers = {} }: { readonly key?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> => {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`${project.url}${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...authorization, ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith("{") ? (JSON.parse(text) as Answer["json"]) : {},
  };
};
