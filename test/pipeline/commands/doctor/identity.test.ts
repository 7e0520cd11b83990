import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityTrendResultSchema } from "../../../../models/results/identity.ts";
import { Playground } from "../../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../../world/neutral.ts";
import { jsonOf, runCommand } from "../run-command.ts";

let playground: Playground;
beforeAll(async () => {
  playground = Playground.create(neutralSettings({ identity: { alarms: { identified_share_min: 0.6 } } }));
});
afterAll(() => playground.remove());

const ask = ["doctor", "identity"];

describe("polku doctor identity", () => {
  it("says what to do where nothing was published yet", async () => {
    const { code, stderr } = await runCommand([...ask, "--config", playground.config]);
    expect(code).toBe(1);
    expect(stderr).toContain("polku run");
  });

  it("prints each measure beside the run before, and what is beyond its threshold", async () => {
    playground.write(
      "1",
      arrivalsOf([neutralRecord("e1", "01-01 10:00", { identifiers: { user_id: "m" } })]),
    );
    await playground.run();
    const anonymous = { identifiers: { anonymous_id: "a" } };
    playground.write("2", arrivalsOf([neutralRecord("e2", "01-02 10:00", anonymous)]));
    const { warnings } = await playground.run();
    expect(warnings.join()).toContain("identified_share");

    const trend = identityTrendResultSchema.parse(await jsonOf(...ask, "--config", playground.config));
    expect([trend.runs.length, trend.alarms]).toEqual([2, 1]);
    expect(trend.measures.find(({ measure }) => measure === "identified_share")).toEqual({
      measure: "identified_share",
      namespace: null,
      value: 0.5,
      threshold: 0.6,
      is_alarm: true,
      before: [1],
    });
    const { code, stdout } = await runCommand([...ask, "--config", playground.config]);
    const lines = stdout.toString().split("\n");
    expect(code).toBe(0);
    expect(lines[2]).toMatch(/^measure +namespace +1 before +now +threshold/);
    expect(lines.find((line) => line.startsWith("identified_share"))).toMatch(/ 1 +0\.5000 +0\.6000 +alarm/);
    expect(stdout.toString()).toContain("1 alarm; the run's warnings say what to do.");
  });
});
