// An explanation as a graph in Graphviz's DOT language. Values of others stand in it only as quoted strings.
import type { DrawnLink, DrawnNode, Drawing } from "./drawing.ts";

/**
 * A quoted string of DOT: a quotation mark is escaped, a backslash doubled (else it would begin an escape of labels), an
 * ampersand written as an entity (else Graphviz would read entities in the value).
 */
const quoted = (text: string): string => {
  const safe = text
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, "\u{FFFD}")
    .replaceAll("&", "&amp;")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"');
  return `"${safe}"`;
};

const shapes: Readonly<Record<string, string>> = {
  person: "shape=ellipse",
  device: "shape=box",
  token: "shape=hexagon",
};

const styles = {
  link: "",
  bridge: ", penwidth=3, color=firebrick",
  refused: ", style=dashed, color=gray40, constraint=false",
} as const;

const nodeLine = ({ name, label, kind, isAnchor }: DrawnNode): string => {
  const shape = shapes[kind] ?? "shape=box, style=dashed";
  return `  ${name} [label=${quoted(label)}, ${shape}${isAnchor ? ", peripheries=2" : ""}];`;
};

const linkLine = ({ from, to, label, style }: DrawnLink): string => {
  const told = style === "bridge" ? `bridge: ${label}` : label;
  return `  ${from} -- ${to} [label=${quoted(told)}${styles[style]}];`;
};

export const dotText = ({ title, nodes, links, omitted }: Drawing): string => {
  const left = omitted === 0 ? "" : `; ${String(omitted)} more links are left out`;
  return [
    "graph explanation {",
    `  label=${quoted(`${title}${left}`)};`,
    "  rankdir=LR;",
    ...nodes.map(nodeLine),
    ...links.map(linkLine),
    "}",
    "",
  ].join("\n");
};
