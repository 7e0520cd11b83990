import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { analysisSettings } from "../../../../pipeline/analysis/definitions/settings.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";
import { moment, shopperConfig } from "../../../world/shopper-store.ts";

let warehouse: Warehouse;

beforeEach(async () => {
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "256MB",
    threads: 1,
    temp_directory: undefined,
  });
});

afterEach(() => warehouse.close());

const apply = async (
  given: Readonly<Record<string, unknown>>,
  dataEnd: bigint | null = moment("03-31 08:00"),
) => {
  for (const statement of analysisSettings(shopperConfig(given), dataEnd))
    await warehouse.writer.run(statement);
};

const one = async (expression: string): Promise<unknown> =>
  (await warehouse.writer.row(`select ${expression} as answer`))?.["answer"];

describe("settings of the analysis", () => {
  it("are one struct with the end of the data", async () => {
    await apply({ currency: "SEK", timezone: "Europe/Helsinki", paths: { max_steps: 3 } });
    expect(await one("cfg_settings()")).toEqual({
      currency: "SEK",
      timezone: "Europe/Helsinki",
      max_steps: 3,
      data_end: "2026-03-31T08:00:00.000Z",
    });
  });

  it("have no end where nothing is stored", async () => {
    await apply({}, null);
    expect(await one("cfg_settings().data_end is null")).toBe(true);
  });

  it("give a channel its own gap, and the general one otherwise", async () => {
    await apply({ sessions: { gap_minutes: 0.5, channel_gap_minutes: { service: 240 } } });
    expect(await one("cfg_gap_microseconds('web')")).toBe(30_000_000);
    expect(await one("cfg_gap_microseconds('service')")).toBe(14_400_000_000);
  });

  it("hold each journey and funnel as a row", async () => {
    await apply({
      journeys: [
        { name: "purchase", goal: { event_type: "order_completed" }, idle_days: 30 },
        {
          name: "service",
          start: { channel: "service" },
          goal: { event_type: "ticket_solved" },
          idle_days: 0.5,
        },
      ],
      funnels: [
        {
          name: "buy",
          window_hours: 2,
          steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }],
        },
        {
          name: "twice",
          ties: "convert",
          steps: [{ channel: "web" }, { channel: "store" }, { channel: "web" }],
        },
      ],
    });
    expect(
      await warehouse.writer.rows(
        "select journey_name, start_mask is null as is_open, idle_microseconds from cfg_journeys order by 1",
      ),
    ).toEqual([
      { journey_name: "purchase", is_open: true, idle_microseconds: 2_592_000_000_000 },
      { journey_name: "service", is_open: false, idle_microseconds: 43_200_000_000 },
    ]);
    expect(await warehouse.writer.rows("select * from cfg_funnels order by funnel_name")).toEqual([
      { funnel_key: 1, funnel_name: "buy", window_microseconds: 7_200_000_000, ties: "order", steps: 2 },
      {
        funnel_key: 2,
        funnel_name: "twice",
        window_microseconds: 1_209_600_000_000,
        ties: "convert",
        steps: 3,
      },
    ]);
    expect(
      await warehouse.writer.rows(
        "select step_number, step_label, class_bits from cfg_funnel_steps where funnel_key = 2 order by 1",
      ),
    ).toEqual([
      { step_number: 1, step_label: "web", class_bits: 5 },
      { step_number: 2, step_label: "store", class_bits: 2 },
      { step_number: 3, step_label: "web", class_bits: 5 },
    ]);
  });

  it("keep the goal of a purchase and the step of a funnel on one bit", async () => {
    await apply({
      funnels: [{ name: "buy", steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }] }],
    });
    expect(
      await one(
        "(select goal_mask from cfg_journeys) = (select step_mask from cfg_funnel_steps where step_number = 2)",
      ),
    ).toBe(true);
  });
});
