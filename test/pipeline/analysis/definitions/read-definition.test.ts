import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnalysisResult } from "../../../../models/analyses/analysis-result.ts";
import { dropOffs, funnel, paths, type PolkuError, sessions } from "../../../../pipeline/index.ts";
import { publishRandomShop, type RandomShop } from "../random-shop.ts";

let shop: RandomShop;
beforeAll(async () => {
  shop = await publishRandomShop(11, 120);
});
afterAll(() => shop.playground.remove());

const ask = (definition: object, identity: "stitched" | "unstitched" = "stitched"): Promise<AnalysisResult> =>
  paths({ config: shop.config, definition, identity });

const refusal = (definition: object): Promise<string> =>
  ask(definition).then(
    () => "nothing was refused",
    (error: PolkuError) => error.message,
  );

const labelsOf = ({ rows }: AnalysisResult): string[] =>
  [...new Set(rows.map(({ to_label: label }) => String(label)))]
    .filter((label) => !/^[(…]/.test(label))
    .toSorted();

const touchpointsOf = (
  test: (touchpoint: RandomShop["stitched"]["touchpoints"][number]) => boolean,
): number => shop.stitched.touchpoints.filter(test).length;

describe("labels", () => {
  it("by item keep what names of SQL and HTML say, and never look like two steps", async () => {
    const found = labelsOf(await ask({ show: "graph", label: "item" }));
    expect(found).toEqual(
      ["'; drop table kinds; --", "/p/1", "/p/2/", "<b>é漢", "a ＞ b", "service/ticket_created"].toSorted(),
    );
  });

  it("are cleaned up in order, then grouped by the first pattern that fits, or the last", async () => {
    const definition = {
      show: "graph",
      label: "item",
      clean: [
        { regex: "/$", alias: "" },
        { regex: "^/p/(\\d)$", alias: "page-\\1" },
        { regex: "page-2", alias: "second" },
      ],
      groups: ["page-*", { pattern: "e-1", label: "one" }, "*"],
    };
    expect(labelsOf(await ask(definition))).toEqual(["*", "page-*"]);
    expect(labelsOf(await ask({ ...definition, group_priority: "last" }))).toEqual(["*"]);
    expect(labelsOf(await ask({ ...definition, groups: [{ pattern: "e-1", label: "one" }] }))).toContain(
      "second",
    );
  });

  it("of patterns with the signs of regular expressions are literal but for *", async () => {
    const found = await ask({ show: "graph", label: "item", groups: ["(a+)+", "[p|q]+", "/p.*", "%", "_"] });
    expect(labelsOf(found)).toContain("/p/1");
  });

  it("are cleaned by expressions that would hang another engine", async () => {
    const clean = [
      { regex: "(a+)+$", alias: "x" },
      { regex: "(.*)*(.*)*(.*)*y", alias: "z" },
    ];
    const startedAt = process.cpuUsage();
    await ask({ show: "graph", label: "item", clean });
    expect(process.cpuUsage(startedAt).user).toBeLessThan(5_000_000);
  });
});

describe("conditions", () => {
  it("on properties leave the touchpoints that fit, stitched and unstitched", async () => {
    const definition = { show: "graph", collapse: false, include: { "properties.size": "large" } };
    const large = touchpointsOf(({ at }) => (at / 900_000) % 3 === 0);
    const counts = [await ask(definition), await ask(definition, "unstitched")].map(
      ({ totals }) => totals["steps"],
    );
    expect(counts).toEqual([large, large]);
  });

  it("on items and channels must all hold", async () => {
    const { totals } = await ask({
      show: "graph",
      collapse: false,
      include: { channel: "web", item: "/p/*" },
    });
    expect(totals["steps"]).toBe(touchpointsOf(({ item }) => item?.startsWith("/p/") === true));
  });

  it("leave nothing out that no point excludes", async () => {
    const { totals } = await ask({ show: "graph", collapse: false, exclude_labels: ["nobody is called so"] });
    expect(totals["steps"]).toBe(120);
  });
});

describe("a definition is refused with what would be right", () => {
  it.each(
    (
      [
        [{ strat: "x" }, "strat: unknown key; did you mean start?"],
        [{ label: "itm" }, "label: itm is unknown; did you mean item?"],
        [{ max_steps: 0 }, "max_steps: must be more than 0"],
        [{ gap_minutes: -1 }, "gap_minutes: must be more than 0"],
        [{ start: { chanel: "web" } }, "did you mean channel?"],
        [
          { start: "web/page_view" },
          'No touchpoint is called "web/page_view"; did you mean web/page_viewed?',
        ],
        [{ start: { channel: "wbe" } }, "known are service, store, web."],
        [{ include: { event_type: "order_complete" } }, "did you mean order_completed?"],
        [{ include: { "properties.siez": "large" } }, "did you mean properties.size?"],
        [{ journey: "purchases" }, "did you mean purchase?"],
        [{ funnel: { of: "buyin" } }, "did you mean buying?"],
        [{ funnel: { of: "buying", step: 3 } }, "The funnel has 2 steps, and step 3 is asked for."],
        [{ funnel: { off: "buying" } }, "funnel.off: unknown key; did you mean of?"],
        [{ show: "next" }, "next needs either after or before"],
        [{ around: "web/*", start: "web/*" }, "around stands for itself"],
        [{ min_weight: 5, max_weight: 2 }, "is less than min_weight"],
        [{ clean: [{ regex: "(", alias: "x" }] }, 'The regular expression "(" is not understood'],
        [
          { clean: [{ regex: "x".repeat(2000), alias: "" }] },
          "clean[0].regex: must have at most 1000 characters",
        ],
        [{ name: "<script>" }, "use lower-case letters, digits, _ and - only"],
      ] as const
    ).map(([definition, message]) => ({ definition, message })),
  )("$message", async ({ definition, message }) => {
    expect(await refusal(definition)).toContain(message);
  });

  it("in a file by its line", async () => {
    const file = join(shop.playground.folder, "question.yaml");
    writeFileSync(file, "show: graph\nlabel: step\nmax_edge: 5\n");
    await expect(paths({ config: shop.config, file })).rejects.toThrow(
      /question\.yaml:3: max_edge: unknown key; did you mean max_edges\?/,
    );
    writeFileSync(file, '{ "show": "graph", "journey": "purchase" }');
    expect((await paths({ config: shop.config, file })).definition).toMatchObject({ journey: "purchase" });
  });

  it("where none is named, unless there is only one", async () => {
    const { config } = shop;
    expect((await funnel({ config })).definition).toMatchObject({ name: "buying" });
    await expect(dropOffs({ config })).rejects.toThrow(/Which journey\? Give a name: purchase, care\./);
  });

  it("by a name that nothing has", async () => {
    await expect(paths({ config: shop.config, name: "purchse" })).rejects.toThrow(/did you mean purchase\?/);
  });
});

describe("next", () => {
  it("is what stands behind, or ahead of, steps that follow one another", async () => {
    const after = await ask({ show: "next", after: ["web/page_viewed", "web/cart_added"], grain: "profile" });
    const sum = after.rows.reduce((total, { paths: count }) => total + Number(count), 0);
    expect(sum).toBe(after.totals["fitting_paths"]);
    const before = await ask({ show: "next", before: "web/cart_added", grain: "profile" });
    expect(before.columns[0]).toBe("previous_label");
  });
});

describe("the part of a funnel", () => {
  it("after its last step begins with that step, of as many people as got there", async () => {
    const found = await ask({ funnel: { of: "buying" }, grain: "profile" });
    const first = found.rows.filter(({ from_label: from }) => from === "(start)");
    expect(first.map(({ to_label: to }) => to)).toEqual(["store/order_completed"]);
  });

  it("before a step ends with it", async () => {
    const definition = { funnel: { of: "buying", part: "before" }, grain: "profile", max_steps: 1000 };
    const { rows } = await paths({ config: shop.config, definition, people: true });
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ step }) => step))).toEqual(new Set(["store/order_completed"]));
  });

  it("of those who dropped out has nobody who went on", async () => {
    const definition = { funnel: { of: "buying", dropped_at: 2 }, grain: "profile" };
    const dropped = await ask(definition);
    const reached = await ask({ ...definition, funnel: { of: "buying", step: 1 } });
    const converted = await ask({ ...definition, funnel: { of: "buying", step: 2 } });
    expect(Number(dropped.totals["profiles"])).toBe(
      Number(reached.totals["profiles"]) - Number(converted.totals["profiles"]),
    );
  });
});

const all = (definition: object): Promise<AnalysisResult> => sessions({ config: shop.config, definition });

describe("sessions", () => {
  it("of the configuration are those that are published", async () => {
    const { totals } = await all({});
    const [row] = await shop.playground.rows("select count(*)::integer as sessions from fct_sessions");
    expect(totals["sessions"]).toBe(row?.["sessions"]);
    expect(totals["touchpoints"]).toBe(120);
  });

  it("split at exactly the gap, or do not", async () => {
    const [splits, joins] = [
      await all({ gap_minutes: 15 }),
      await all({ gap_minutes: 15, gap_boundary: "joins" }),
    ];
    expect(Number(splits.totals["sessions"])).toBeGreaterThan(Number(joins.totals["sessions"]));
  });

  it("by events hold what lies between them", async () => {
    const { rows } = await sessions({
      config: shop.config,
      definition: { start: { channel: "service" }, end: { event_type: "order_completed" } },
      people: true,
    });
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(["ended", "last"]));
  });
});
