// An explanation as the text of a graph, for tools that draw.
import type { ExplainResult } from "../../models/results/identity.ts";
import { dotText } from "./explain/dot-text.ts";
import { drawingOf } from "./explain/drawing.ts";
import { mermaidText } from "./explain/mermaid-text.ts";

export const graphFormats = ["mermaid", "dot"] as const;

export type GraphFormat = (typeof graphFormats)[number];

/**
 * Identifiers as nodes, shaped by kind; links with their first event and its date; bridges marked; refused links dashed,
 * with their rule. At most 400 links, those of the chain and the bridges first; a note says how many are left out.
 */
export const explanationGraph = (result: ExplainResult, format: GraphFormat): string =>
  format === "mermaid" ? mermaidText(drawingOf(result)) : dotText(drawingOf(result));
