import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloudEvents } from "../../../connectors/polku/cloudevents.ts";
import { polkuEvents } from "../../../connectors/polku/events.ts";
import { documentOf, FormatBench } from "../../contract/format-bench.ts";
import { textOf, type Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const envelope = (members: Members = {}): Members => ({
  specversion: "1.0",
  id: "e1",
  source: "/pos/store-7",
  type: "order_completed",
  time: "2026-01-01T10:00:00Z",
  ...members,
});

const isSaid = (data: Members, name: string): boolean => (data[name] ?? null) !== null;

describe("the envelope", () => {
  const odd = fc.constantFrom<Value>(
    null,
    "",
    " ",
    7,
    true,
    {},
    [],
    { of: ["x"] },
    "text",
    '"quoted\\"',
    "\u2028💥",
  );
  const neutralEvent = fc.record(
    {
      event_id: fc.oneof(odd, fc.uuid()),
      channel: fc.oneof(odd, fc.constant("web")),
      event_type: fc.oneof(odd, fc.constant("page_viewed")),
      occurred_at: fc.oneof(odd, fc.constant("2026-01-03T10:00:00Z")),
      item: odd,
      campaign: odd,
      value: fc.oneof(odd, fc.constant("12.50")),
      properties: fc.oneof(odd, fc.dictionary(fc.string(), odd)),
      traits: odd,
      unheard_of: odd,
    },
    { requiredKeys: [] },
  );

  it("alters nothing that a neutral event says", async () => {
    const property = fc.asyncProperty(
      fc.array(neutralEvent, { minLength: 20, maxLength: 40 }),
      async (list) => {
        // Complete, so that both formats give an event; what the envelope adds is looked at where the data was silent.
        const all = list.map((members, index): Members => {
          const said = members as Members;
          const own = { event_id: `e${String(index)}`, channel: "web", event_type: "page_viewed" };
          const whole = { ...own, occurred_at: "2026-01-01T10:00:00Z", ...said };
          return { ...whole, identifiers: { user_id: `u${String(index)}` } };
        });
        const bare = await bench.lines(
          polkuEvents,
          all.map((data) => JSON.stringify(data)),
        );
        const wrapped = await bench.lines(
          cloudEvents,
          all.map((data) => JSON.stringify(envelope({ data, type: "signed_in", subject: "s" }))),
        );
        const byPosition = new Map(wrapped.events.map((event) => [textOf(event["position"]), event]));
        for (const event of bare.events) {
          const same = byPosition.get(textOf(event["position"]));
          const data = all[Number(event["position"]) - 1] ?? {};
          const { item, properties, ...columns } = event;
          expect(same).toMatchObject(columns);
          expect(same?.["item"]).toBe(isSaid(data, "item") ? item : "s");
          expect(documentOf(same, "properties")).toMatchObject({
            ...(properties === null ? {} : (JSON.parse(textOf(properties)) as object)),
          });
        }
        expect(bare.events.length).toBeGreaterThan(0);
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });
});
