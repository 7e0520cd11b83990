// A workspace of people who walk at random through few kinds of touchpoints, with ties, properties and several days,
// published once for the tests of funnels; and what the published touchpoints say, read plainly.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type AnalysisResult, funnel, query, run } from "../../../pipeline/index.ts";

/** The same numbers in every run. */
const numbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
};

const types = ["page_viewed", "product_viewed", "cart_added", "order_completed", "search_performed"];
const channels = ["web", "web", "store", "email"];
const pauses = [0, 0, 1, 60, 600, 3600, 7200, 86_400];
const browsers = [undefined, "Firefox", "Chrome", "0"];

const walk = (person: string, draw: (below: number) => number): object[] => {
  let seconds = draw(6) * 86_400;
  return Array.from({ length: 1 + draw(12) }, (_, place) => {
    seconds += pauses[draw(pauses.length)] ?? 0;
    const browser = browsers[draw(browsers.length)];
    return {
      event_id: `${person}-${String((place * 7) % 13)}`,
      channel: channels[draw(channels.length)],
      event_type: types[draw(types.length)],
      occurred_at: new Date(Date.UTC(2026, 2, 25) + seconds * 1000).toISOString(),
      identifiers: { user_id: person },
      properties: browser === undefined ? {} : { browser },
    };
  });
};

export interface Touch {
  readonly profile: string;
  readonly micros: number;
  readonly type: string;
  readonly channel: string;
  readonly session: string;
}

export class FunnelWorld {
  readonly #folder = mkdtempSync(join(tmpdir(), "polku-funnels-"));
  touches: readonly Touch[] = [];

  get config(): string {
    return join(this.#folder, "polku.yaml");
  }

  /** Runs a world of so many people under a configuration of these funnels. */
  static async run(people: number, funnels: readonly object[]): Promise<FunnelWorld> {
    const world = new FunnelWorld();
    const draw = numbers(7);
    const events = Array.from({ length: people }, (_, person) => walk(`u${String(person)}`, draw)).flat();
    writeFileSync(
      join(world.#folder, "events.ndjson"),
      events.map((one) => `${JSON.stringify(one)}\n`).join(""),
    );
    writeFileSync(
      world.config,
      stringify({
        timezone: "Europe/Helsinki",
        sources: [{ name: "shop", connector: "polku/events", files: "events.ndjson" }],
        funnels,
        engine: { memory_limit: "512MB", threads: 1 },
      }),
    );
    await run({ config: world.config });
    await world.#read();
    return world;
  }

  async #read(): Promise<void> {
    const rows = await query(
      `select profile_id, epoch_us(occurred_at) as micros, event_type, channel, session_id
      from fct_touchpoints where direction = 'inbound' order by profile_id, touchpoint_number`,
      { config: this.config },
    );
    this.touches = rows.map((row) => ({
      profile: JSON.stringify(row["profile_id"]).slice(1, -1),
      micros: Number(row["micros"]),
      type: JSON.stringify(row["event_type"]).slice(1, -1),
      channel: JSON.stringify(row["channel"]).slice(1, -1),
      session: JSON.stringify(row["session_id"]),
    }));
  }

  ask(
    definition: object,
    options: { people?: boolean; identity?: "unstitched" } = {},
  ): Promise<AnalysisResult> {
    return funnel({ config: this.config, definition, ...options });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
