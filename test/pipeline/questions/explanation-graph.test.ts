import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExplainResult } from "../../../models/results/identity.ts";
import { explanationGraph } from "../../../pipeline/questions/explanation-graph.ts";

const nasty = 'a"b]c\n<b>&lt;\\N;#35;|-->`%%{';
const link = { source: "web", occurred_at: "2026-01-01T00:00:01.000Z", events: 1, statement_id: null };

const explained = (value: string): ExplainResult => ({
  profile_id: "p_1",
  identifiers: [
    { namespace: "user_id", value: "u", kind: "person", is_anchor: true },
    { namespace: "anonymous_id", value, kind: "device", is_anchor: false },
    { namespace: "order_id", value: "7", kind: "token", is_anchor: false },
  ],
  chain: [],
  links: [
    { ...link, from: "user_id:u", to: `anonymous_id:${value}`, event_id: "e1" },
    { ...link, from: "user_id:u", to: "order_id:7", event_id: value, events: 3 },
  ],
  bridges: [
    {
      ...link,
      from: "user_id:u",
      to: `anonymous_id:${value}`,
      event_id: "e1",
      identifiers: ["user_id:u", `anonymous_id:${value}`],
    },
  ],
  refusals: [
    {
      rule: "limit",
      namespace_a: "user_id",
      value_a: "other",
      namespace_b: "anonymous_id",
      value_b: value,
      profile_id_a: "p_2",
      profile_id_b: "p_1",
      source: "web",
      event_id: "e9",
      detail: null,
      won_by: null,
    },
  ],
  history: [],
  id_chain: [],
  another: null,
  event: null,
});

const node = String.raw`n\d+(\(\["[^"]*"\]\)|\["[^"]*"\]|\{\{"[^"]*"\}\}|\("[^"]*"\))`;
const mermaidLine = new RegExp(
  String.raw`^(flowchart LR|  %% [^%{}]*|  ${node}|  n\d+ (---|===|-\.-)\|"[^"]*"\| n\d+|  style n\d+ stroke-dasharray: 4 4|)$`,
);
const string = String.raw`"([^"\\]|\\\\|\\")*"`;
const dotLine = new RegExp(
  String.raw`^(graph explanation \{|  label=${string};|  rankdir=LR;|  n\d+( -- n\d+)? \[label=${string}(, [a-z]+=[a-z0-9]+)*\];|\}|)$`,
);

describe("the graph of an explanation", () => {
  it("shows kinds as shapes, bridges thick, refusals dashed with their rule, in Mermaid", () => {
    expect(explanationGraph(explained("a1"), "mermaid").split("\n")).toEqual([
      "flowchart LR",
      "  %% profile p_1",
      '  n0(["user_id:u, anchor"])',
      '  n1["anonymous_id:a1"]',
      '  n2{{"order_id:7"}}',
      '  n3("user_id:other")',
      '  n0 ===|"bridge: web:e1, 2026-01-01"| n1',
      '  n0 ---|"web:a1, 2026-01-01, 3 events"| n2',
      '  n3 -.-|"limit: web:e9"| n1',
      "  style n3 stroke-dasharray: 4 4",
      "",
    ]);
  });

  it("shows the same in DOT", () => {
    expect(explanationGraph(explained("a1"), "dot").split("\n")).toEqual([
      "graph explanation {",
      '  label="profile p_1";',
      "  rankdir=LR;",
      '  n0 [label="user_id:u", shape=ellipse, peripheries=2];',
      '  n1 [label="anonymous_id:a1", shape=box];',
      '  n2 [label="order_id:7", shape=hexagon];',
      '  n3 [label="user_id:other", shape=box, style=dashed];',
      '  n0 -- n1 [label="bridge: web:e1, 2026-01-01", penwidth=3, color=firebrick];',
      '  n0 -- n2 [label="web:a1, 2026-01-01, 3 events"];',
      '  n3 -- n1 [label="limit: web:e9", style=dashed, color=gray40, constraint=false];',
      "}",
      "",
    ]);
  });

  it("keeps every value inside its quotation marks", () => {
    const values = fc.oneof(
      fc.constant(nasty),
      fc.string({
        unit: fc.constantFrom(...Array.from(nasty), "\u0000", "\u2028", "\uD800", "ä", "漢"),
        maxLength: 20,
      }),
    );
    fc.assert(
      fc.property(values, (value) => {
        const odd = (format: "mermaid" | "dot", line: RegExp): string[] =>
          explanationGraph(explained(value), format)
            .split("\n")
            .filter((text) => !line.test(text));
        expect([...odd("mermaid", mermaidLine), ...odd("dot", dotLine)]).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("leaves out links that no picture can show, and says how many", () => {
    const { links, ...rest } = explained("a1");
    const many = Array.from({ length: 1000 }, (_, place) => ({
      ...link,
      from: "user_id:u",
      to: `order_id:${place}`,
      event_id: "e",
    }));
    const text = explanationGraph({ ...rest, links: [...many, ...links] }, "mermaid");
    expect(text).toContain("603 more links are left out");
    expect(text).toContain('===|"bridge: web:e1');
  });
});
