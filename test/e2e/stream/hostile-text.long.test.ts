// SQL and worse in every text that a sender chooses: it goes through collector, journal, mapping and models as text, and
// comes out of the published tables as it went in.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type LoadedConfig, loadConfig } from "../../../pipeline/config.ts";
import { createLog } from "../../../pipeline/log.ts";
import { queryRows } from "../../../pipeline/snapshots/query.ts";
import { type RunningStream, stream } from "../../../pipeline/stream.ts";
import { digestLine, newFolder } from "../../pipeline/serve/access/keys-fixture.ts";

const statements = [
  "'; drop table events; --",
  '"; drop table fct_touchpoints; --',
  "' or 1=1 --",
  "'') union select * from read_text('polku.secret') --",
  "$$; attach 'x.duckdb'; $$",
  "/* */ ; copy (select 1) to 'x.csv'; --",
  "select * from '../../etc/passwd'",
  "getvariable('x')",
  "{0} {name} ${HOME} %s %n %(x)s $1 ?",
  "../../../etc/passwd",
  "..\\..\\boot.ini",
  "a.b[0]['c'] $.d /e/f~1g",
  "\\",
  "zero\0byte",
  "\\u0000 \\n \\'",
  "'",
  '"',
  "`",
  "null",
  "true",
  "NaN",
  "=1+1",
  '{"a": 1}',
  "[1, 2]",
  "␟",
  "line\nbreak\r\nand\ttab",
  "\u202Eright to left",
  "a\u0301 not composed",
  "\uFEFFmark",
  "\u{1F600}\u{10FFFF}",
  "__proto__",
  "constructor",
  "x > y > z",
  "x".repeat(5000),
];

/** Well-formed Unicode of any plane. What is blank is no text. */
const random = fc
  .string({ unit: "binary", minLength: 1, maxLength: 40 })
  .filter((text) => Buffer.from(text).toString() === text && /[^\s\p{C}\p{Z}]/u.test(text));

const texts = [...new Set([...statements, ...fc.sample(random, { numRuns: 2000, seed: 7 })])];

let folder = "";
let loaded: LoadedConfig;
let running: RunningStream;

const formats = { own: "polku/events", shop: "web/segment", rudder: "web/rudderstack", hog: "web/posthog" };

beforeAll(async () => {
  const sources = Object.entries(formats).map(
    ([name, connector]) =>
      `  - { name: ${name}, connector: ${connector}, inputs: [ { http: { write_key_file: ${name}.keys } } ] }\n`,
  );
  const yaml = `sources:\n${sources.join("")}identity: { namespaces: { member: { rank: 2 } } }\nhttp: { port: 0 }\n`;
  const made = await newFolder(yaml);
  ({ folder } = made);
  for (const name of Object.keys(formats)) await writeFile(join(folder, `${name}.keys`), digestLine(name));
  running = await stream({
    config: made.config,
    log: createLog({ level: "error", file: join(folder, "log") }),
  });
  loaded = await loadConfig(made.config);
  await send("own", "/v1/events", texts.map(ownEvent));
  await send("shop", "/v1/batch", { batch: texts.map(call) });
  await send("rudder", "/v1/batch", { batch: texts.map(call) });
  await send("hog", "/batch", { api_key: "hog", batch: texts.map(capture) });
  await running.publishNow();
});
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
});

const at = "2026-01-01T10:00:00Z";

const ownEvent = (text: string) => ({
  event_id: text,
  channel: "web",
  event_type: text,
  occurred_at: at,
  item: text,
  campaign: text,
  identifiers: { member: `a ${text}`, [text]: text },
  traits: { [text]: text },
  properties: { [text]: text },
  [`x ${text}`]: text,
});

const call = (text: string) => ({
  type: "track",
  messageId: text,
  event: text,
  // Some of the texts are blocked as identifiers, and then name nobody.
  anonymousId: `a ${text}`,
  timestamp: at,
  properties: { [text]: text },
  context: { campaign: { name: text }, traits: { [text]: text }, page: { path: text } },
});

const capture = (text: string, index: number) => ({
  uuid: `${String(index)} ${text}`,
  event: text,
  distinct_id: `a ${text}`,
  timestamp: at,
  properties: { [text]: text, $pathname: text, utm_campaign: text },
});

const send = async (key: string, path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${running.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  const { results } = (await response.json()) as { results: { verdict: string }[] };
  expect(results.filter(({ verdict }) => verdict !== "accepted")).toEqual([]);
};

const ask = (sql: string) => queryRows(loaded, sql);
const sorted = (values: readonly string[]): string[] => values.toSorted();
/** By its bytes: the reader of results leaves out a byte order mark at the beginning. */
const column = async (name: string, source: string): Promise<string[]> => {
  const sql = `select hex(encode(${name})) as given from fct_touchpoints where source = '${source}'`;
  const rows = z.array(z.object({ given: z.string() })).parse(await ask(sql));
  return sorted(rows.map(({ given }) => Buffer.from(given, "hex").toString("utf8")));
};

describe.each(Object.keys(formats))("what is sent as text of %s", (source) => {
  test("is stored whole, with nothing quarantined", async () => {
    const [counted] = await ask(
      `select sum(records)::int as records, sum(stored)::int as stored, sum(quarantined)::int as quarantined
      from ingest_accounting where source = '${source}'`,
    );
    expect(counted).toEqual({ records: texts.length, stored: texts.length, quarantined: 0 });
  });

  test("comes out as name, item and campaign as it went in", async () => {
    expect(await column("vendor_event", source)).toEqual(sorted(texts));
    expect(await column("campaign", source)).toEqual(sorted(texts));
    if (source === "own") expect(await column("item", source)).toEqual(sorted(texts));
  });

  test("comes out as id of its event as it went in", async () => {
    const ids = source === "hog" ? texts.map((text, index) => `${String(index)} ${text}`) : texts;
    expect(await column("event_id", source)).toEqual(sorted(ids));
  });
});

test("nothing else came into being or went away", async () => {
  const tables = z
    .array(z.object({ name: z.string() }))
    .parse(await ask("show tables"))
    .map(({ name }) => name);
  expect(tables).toContain("fct_touchpoints");
  expect(
    tables.filter((name) => !/^(fct|dim|int|identity|ingest|quarantine|restatements|fct_)/.test(name)),
  ).toEqual([]);
  expect(await ask("select source, reason from quarantine")).toEqual([]);
});
