import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../models/results.ts";
import { Example, hasExampleData } from "./example.ts";

const log = "'data/helpdesk.parquet'";

describe.skipIf(!hasExampleData)("real data: helpdesk", () => {
  let example: Example;
  let tickets: RunResult;
  let customers: RunResult;

  beforeAll(async () => {
    example = new Example("helpdesk");
    tickets = await example.run();
    customers = await example.run("customers.yaml");
  });
  afterAll(() => example.remove());

  it("accounts for every line of the log, those that stand there twice as duplicates", async () => {
    for (const config of ["polku.yaml", "customers.yaml"]) {
      await example.expectSame(
        "select records, mapped, quarantined, stored, duplicate from ingest_accounting",
        `select
          count(*) as records, count(*) as mapped, 0 as quarantined, count(distinct line) as stored,
          count(*) - count(distinct line) as duplicate,
        from (select lines::varchar as line from ${log} as lines)`,
        config,
      );
    }
    expect([tickets, customers].map(({ audits }) => audits.failed)).toEqual([0, 0]);
  });

  it("knows each ticket from its first line to its last", async () => {
    await example.expectSame(
      "select count(*) as tickets, sum(touchpoints) as lines, min(first_seen_at) as first_at, max(last_seen_at) as last_at from dim_profiles",
      `select
        count(distinct case_id) as tickets, count(distinct lines::varchar) as lines,
        min("time:timestamp") as first_at, max("time:timestamp") as last_at,
      from ${log} as lines`,
    );
    await example.expectSame(
      "select count(*) filter (where event_type = 'ticket_created') as opened, count(distinct item) filter (where event_type = 'ticket_solved') as solved from fct_touchpoints",
      `select
        count(distinct case_id) as opened,
        count(distinct case_id) filter (where activity = 'Resolve ticket' and not is_first) as solved,
      from (
        select
          case_id, "concept:name" as activity,
          "time:timestamp" = min("time:timestamp") over (partition by case_id)
          and "concept:name" = min_by("concept:name", struct_pack("time:timestamp", "concept:name")) over (partition by case_id)
            as is_first,
        from ${log}
      )`,
    );
  });

  it("finds how tickets end, which are opened again, and who is back, as the README tells", async () => {
    expect(await example.funnel("ticket")).toEqual([4580, 4211, 4204, 4194]);
    expect(await example.funnel("reopened")).toEqual([4568, 153, 152]);
    expect(await example.funnel("back_within_a_month", "customers.yaml")).toEqual([394, 231, 129]);
  });

  it("keeps customers apart that one ticket names together", async () => {
    await example.expectSame(
      "select count(*) as customers from dim_profile_identifiers where namespace = 'customer'",
      `select count(distinct customer) as customers from ${log}`,
      "customers.yaml",
    );
    await example.expectSame(
      "select count(*) as customers from dim_profiles",
      `select count(distinct customer) as customers from ${log}`,
      "customers.yaml",
    );
    await example.expectSame(
      "select count(distinct value_b) as tickets from identity_refusals where namespace_b = 'ticket_id'",
      `select count(*) as tickets from (select case_id from ${log} group by case_id having count(distinct customer) > 1)`,
      "customers.yaml",
    );
    const journeys = await example.published(
      "select outcome, count(*) as n from fct_journeys group by outcome order by outcome",
      "customers.yaml",
    );
    expect(journeys.map(({ outcome }) => outcome)).toEqual(["converted", "dropped", "open"]);
  });
});
