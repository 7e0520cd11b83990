// A YAML text with the way back from a value to its line. Refuses what is no single, tame document.
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";

export type Path = readonly (string | number)[];

export interface YamlProblem {
  readonly line: number;
  readonly path: Path;
  readonly text: string;
}

export interface YamlSource {
  readonly value: unknown;
  /** The line of a path's key, or of the deepest part of it that is written. */
  lineOf(path: Path): number;
}

const rangeStart = (node: unknown): number | undefined =>
  typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;

const step = (document: Document, node: unknown, segment: string | number): [unknown, unknown] => {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) return [target.items[Number(segment)], target.items[Number(segment)]];
  if (!isMap(target)) return [undefined, undefined];
  const pair = target.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment));
  return [pair?.key, pair?.value];
};

const offsetOf = (document: Document, path: Path): number => {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const segment of path) {
    const [place, next] = step(document, node, segment);
    const start = rangeStart(place);
    if (start === undefined) break;
    offset = start;
    node = next;
  }
  return offset;
};

const tooDeep = "is nested too deep to be read";

const parse = (text: string, lines: LineCounter): Document.Parsed | YamlProblem[] => {
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    if (document.errors.length === 0) return document;
    return document.errors.map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      path: [],
      text: /call stack/.test(error.message) ? tooDeep : error.message,
    }));
  } catch {
    return [{ line: 1, path: [], text: tooDeep }];
  }
};

/** The document's value, or the problems for which it has none. */
export const readYaml = (text: string): YamlSource | YamlProblem[] => {
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (Array.isArray(document)) return document;
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { value, lineOf: (path) => lines.linePos(offsetOf(document, path)).line };
  } catch {
    return [{ line: 1, path: [], text: "uses too many aliases; write the values out" }];
  }
};
