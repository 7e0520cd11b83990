import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AnalysisResult,
  type AskOptions,
  dropOffs,
  funnel,
  paths,
  query,
  sessions,
} from "../../../../pipeline/index.ts";
import { plainText } from "../../../../pipeline/warehouse/plain-value.ts";
import { Playground } from "../../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../../world/neutral.ts";
import { runCommand } from "../../commands/run-command.ts";

const people = ["ann", "ben", "o'hara"];
const records = people.flatMap((user_id, place) => [
  neutralRecord(`a${String(place)}`, "01-05 10:00", { identifiers: { user_id } }),
  neutralRecord(`b${String(place)}`, "01-05 10:01", {
    identifiers: { user_id, device_id: `device-${String(place)}` },
    event_type: place === 0 ? "order_completed" : "cart_added",
  }),
]);

let playground: Playground;
let profile: string;
beforeAll(async () => {
  const goal = { event_type: "order_completed" };
  playground = Playground.create(
    neutralSettings({
      engine: { threads: 1, memory_limit: "512MB" },
      journeys: [{ name: "buy", goal, idle_days: 3 }],
      funnels: [{ name: "checkout", window_days: 1, steps: ["web/page_viewed", "web/cart_added"] }],
    }),
  );
  playground.write("1", arrivalsOf(records));
  await playground.run("2026-02-01T00:00:00Z");
  writeFileSync(join(playground.folder, "it's.yaml"), "{ show: graph }");
  const [row] = await query("select profile_id from dim_profiles", { config: playground.config });
  profile = plainText(row?.["profile_id"]);
});
afterAll(() => playground.remove());

/** A line of a shell as its arguments. */
const argumentsOf = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/g, "$1$2$3"),
  );

/** Without what the shell takes for a comment. */
const commandsOf = ({ explanation }: AnalysisResult): string[] =>
  (explanation?.trace ?? []).map((text) =>
    text
      .replace(/ {2}# .*$/, "")
      .replace("PROFILE_ID", profile)
      .replace("SOURCE:EVENT_ID", "web:a0"),
  );

const config = (): { config: string } => ({ config: playground.config });

const asked: Readonly<Record<string, (options: AskOptions) => Promise<AnalysisResult>>> = {
  "a funnel of the configuration": (options) => funnel({ ...config(), name: "checkout", ...options }),
  "a journey's drop-offs": (options) => dropOffs({ ...config(), name: "buy", ...options }),
  "a journey's paths": (options) => paths({ ...config(), name: "buy", ...options }),
  "paths of a file": (options) =>
    paths({ ...config(), file: join(playground.folder, "it's.yaml"), ...options }),
  sessions: (options) => sessions({ ...config(), ...options }),
  "a group": (options) =>
    sessions({ ...config(), group: { where: { item: "it's" } }, identity: "unstitched", ...options }),
  "two groups": (options) =>
    funnel({
      ...config(),
      name: "checkout",
      group: { until: "2026-01-06" },
      versus: { from: "2026-01-06" },
      ...options,
    }),
};

/** The trace without the configuration's place. */
const line = async (name: string, options: AskOptions = {}): Promise<string> =>
  ((await asked[name]?.({ explain: true, ...options }))?.explanation?.trace ?? [])
    .join("\n")
    .replaceAll(` --config ${playground.config}`, "");

describe("what is told of how numbers came about", () => {
  it("leads on, by commands that work as they stand", async () => {
    const commands = new Set<string>();
    for (const answer of Object.values(asked)) {
      for (const command of commandsOf(await answer({ explain: true }))) commands.add(command);
    }
    expect(commands.size).toBeGreaterThan(15);
    for (const command of commands) {
      const [program, ...args] = argumentsOf(command);
      expect(program).toBe("polku");
      const spoken = await runCommand(args);
      expect([command, spoken.code, spoken.stderr]).toEqual([command, 0, ""]);
      expect(spoken.stdout.length).toBeGreaterThan(0);
    }
  });

  it("names the definition, the group, the identity, and numbers of this answer", async () => {
    expect(await line("a funnel of the configuration")).toContain("polku funnel checkout --people  #");
    expect(await line("a funnel of the configuration")).toContain("polku people funnel:checkout/2  #");
    expect(await line("a journey's drop-offs")).toContain("polku people drop-offs:buy/web/");
    expect((await funnel({ ...config(), explain: true })).explanation?.trace.join()).toContain(
      "polku funnel checkout --people",
    );
    expect(await line("a journey's drop-offs")).toContain("where journey_name = 'buy'");
    expect(await line("a journey's paths")).toContain("polku people 'paths:buy/web/page_viewed > web/");
    expect(await line("paths of a file")).toContain(String.raw`it'\''s.yaml' --people  #`);
    const both = await line("two groups");
    expect(both).toContain(`polku funnel checkout --group '{"until":"2026-01-06"}' --people`);
    expect(both).toContain(`polku funnel checkout --group '{"from":"2026-01-06"}' --people`);
    const uplift = await line("sessions", { versus: { identity: "unstitched" } });
    expect(uplift).toContain("polku sessions --identity unstitched --people");
  });

  it("shows the SQL of what is read: of the group, and of the identity", async () => {
    const answer = await asked["two groups"]?.({ explain: true });
    const sql = answer?.explanation?.sql ?? [];
    expect(sql.length).toBeGreaterThan(2);
    expect(sql[0]).toContain("occurred_us < ");
    expect(sql[1]).toContain("occurred_us >= ");
    const unstitched = await sessions({ ...config(), identity: "unstitched", explain: true });
    expect(unstitched.explanation?.sql.join("")).toContain("unit_key as person");
    expect(unstitched.explanation?.sql.join("")).not.toContain("profile_key as person");
  });
});
