import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../models/results.ts";
import { Example, hasExampleData } from "./example.ts";

describe.skipIf(!hasExampleData)("real data: merchandise-store", () => {
  let example: Example;
  let result: RunResult;

  beforeAll(async () => {
    example = new Example("merchandise-store");
    result = await example.run();
  });
  afterAll(() => example.remove());

  const hits = `(select *, unnest(hits) as hit from 'data/ga_sample.parquet')`;

  it("accounts for every visit and hit, and sets none aside", async () => {
    const [shop] = result.sources;
    expect(shop).toMatchObject({
      mapped: shop?.records,
      quarantined_records: 0,
      quarantined: 0,
      duplicate: 0,
    });
    await example.expectSame(
      "select records, stored - clicks as hits from ingest_accounting cross join (select count(*) as clicks from fct_touchpoints where vendor_event = 'campaign')",
      `select (select count(*) from 'data/ga_sample.parquet') as records, (select count(*) from ${hits}) as hits`,
    );
    expect(result.audits).toMatchObject({ failed: 0, warnings: 0 });
  });

  it("counts the orders that Google counts, and sums their revenue exactly", async () => {
    await example.expectSame(
      "select count(*) as orders, sum(value) as revenue from fct_touchpoints where event_type = 'order_completed' and currency = 'USD'",
      `select
        (select sum(totals.transactions) from 'data/ga_sample.parquet') as orders,
        cast(sum(hit.transaction.transactionRevenue) / 1000000 as decimal(38, 2)) as revenue
      from ${hits}`,
    );
    await example.expectSame(
      "select count(*) as n, sum(value) as revenue from fct_journeys where outcome = 'converted'",
      `select 45 as n, cast(sum(hit.transaction.transactionRevenue) / 1000000 as decimal(38, 2)) as revenue from ${hits}`,
    );
  });

  it("finds as many visitors, and as many of each kind of hit", async () => {
    await example.expectSame(
      "select count(*) as visitors from dim_profiles",
      "select count(distinct fullVisitorId) as visitors from 'data/ga_sample.parquet'",
    );
    await example.expectSame(
      `select vendor_event as action, count(*) as hits, min(occurred_at) as first_at, max(occurred_at) as last_at
      from fct_touchpoints
      where vendor_event in ('product detail', 'add to cart', 'remove from cart', 'checkout step 1')
      group by vendor_event
      order by vendor_event`,
      `select
        case hit.eCommerceAction.action_type
          when '2' then 'product detail'
          when '3' then 'add to cart'
          when '4' then 'remove from cart'
          when '5' then 'checkout step 1'
        end as action,
        count(*) as hits,
        min(make_timestamptz(visitStartTime * 1000000 + hit.time * 1000)) as first_at,
        max(make_timestamptz(visitStartTime * 1000000 + hit.time * 1000)) as last_at,
      from ${hits}
      where
        hit.eCommerceAction.action_type in ('2', '3', '4')
        or (hit.eCommerceAction.action_type = '5' and hit.eCommerceAction.step = 1)
      group by action
      order by action`,
    );
  });

  it("shows the way to an order, and where it is left, as the README tells", async () => {
    expect(await example.funnel("checkout")).toEqual([158, 86, 60, 46, 33]);
    expect(await example.funnel("shopping_desktop")).toEqual([996, 311, 114, 30]);
    expect(await example.funnel("shopping_mobile")).toEqual([472, 83, 18, 0]);
    const [left] = await example.published(
      "select count(*) as points, sum(drop_offs)::bigint as drop_offs from fct_drop_off_points where journey_name = 'order'",
    );
    expect(Number(left?.["points"])).toBeGreaterThan(10);
    expect(Number(left?.["drop_offs"])).toBeGreaterThan(1000);
  });
});
