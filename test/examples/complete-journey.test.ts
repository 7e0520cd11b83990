import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../models/results.ts";
import { Example, hasExampleData } from "./example.ts";

describe.skipIf(!hasExampleData)("real data: complete-journey", () => {
  let example: Example;
  let result: RunResult;

  beforeAll(async () => {
    example = new Example("complete-journey");
    result = await example.run();
  });
  afterAll(() => example.remove());

  it("accounts for every row of the four tables, and sets none aside", async () => {
    for (const source of result.sources) {
      expect(source).toMatchObject({
        mapped: source.records,
        quarantined_records: 0,
        quarantined: 0,
        duplicate: 0,
      });
    }
    await example.expectSame(
      "select source, sum(records) as records, sum(stored) as events from ingest_accounting group by source order by source",
      `select 'households' as source, count(*) as records, count(*) as events from 'data/cj_demographics.parquet'
      union all select 'letters', count(*), count(*) from 'data/cj_campaigns.parquet'
      union all select 'redemptions', count(*), count(*) from 'data/cj_coupon_redemptions.parquet'
      union all select 'tills', count(*), count(distinct basket_id) from 'data/cj_transactions_sample.parquet'
      order by source`,
    );
    expect(result.audits).toMatchObject({ failed: 0, warnings: 0 });
  });

  it("rolls lines into baskets, and keeps every cent", async () => {
    await example.expectSame(
      `select count(*) as baskets, sum(value) as revenue, count(distinct item) as stores, min(occurred_at) as first_at
      from fct_touchpoints where event_type = 'order_completed'`,
      `select
        count(distinct basket_id) as baskets,
        cast(sum(cast(sales_value as decimal(18, 2))) as decimal(38, 2)) as revenue,
        count(distinct store_id) as stores,
        min(timezone('UTC', transaction_timestamp)) as first_at,
      from 'data/cj_transactions_sample.parquet'`,
    );
  });

  it("writes letters and takes coupons campaign by campaign, of the same households", async () => {
    await example.expectSame(
      `select
        campaign,
        count(*) filter (where direction = 'outbound') as letters,
        count(*) filter (where event_type = 'coupon_redeemed') as coupons,
      from fct_touchpoints
      where campaign is not null
      group by campaign
      order by campaign`,
      `select 'campaign ' || campaign_id as campaign, sum(letter)::bigint as letters, sum(1 - letter)::bigint as coupons
      from (
        select campaign_id::varchar as campaign_id, 1 as letter from 'data/cj_campaigns.parquet'
        union all
        select campaign_id::varchar, 0 from 'data/cj_coupon_redemptions.parquet'
      )
      group by campaign_id
      order by campaign`,
    );
    await example.expectSame(
      "select count(*) as households from dim_profiles where is_known",
      `select count(distinct household_id) as households from (
        select household_id from 'data/cj_transactions_sample.parquet'
        union all select household_id from 'data/cj_campaigns.parquet'
        union all select household_id from 'data/cj_coupon_redemptions.parquet'
        union all select household_id from 'data/cj_demographics.parquet'
      )`,
    );
  });

  it("follows households to a coupon and back to the shop, as the README tells", async () => {
    await example.expectSame(
      "select count(*) as coupons, count(distinct profile_id) as households from fct_journeys where journey_name = 'to_a_coupon' and outcome = 'converted'",
      "select count(*) as coupons, count(distinct household_id) as households from 'data/cj_coupon_redemptions.parquet'",
    );
    expect(await example.funnel("coupon_habit")).toEqual([2377, 408, 400, 161]);
  });
});
