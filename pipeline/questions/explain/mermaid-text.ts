// An explanation as a Mermaid flowchart. Values of others stand in it only as text in quotation marks, with every
// character that Mermaid or HTML could read as more than itself written as an entity code.
import type { DrawnLink, DrawnNode, Drawing } from "./drawing.ts";

/**
 * Entity codes as Mermaid's flowchart syntax documents them: `#`, the code point in decimal, `;`. Letters and digits of
 * all scripts stay, and so does what means nothing in a quoted text.
 */
const quoted = (text: string): string => {
  const safe = text
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, "\u{FFFD}")
    .replaceAll(/[^\p{L}\p{N}\p{M} .,:@_+/\u{FFFD}-]/gu, (char) => `#${String(char.codePointAt(0) ?? 0)};`);
  return `"${safe}"`;
};

const shapes: Readonly<Record<string, (label: string) => string>> = {
  person: (label) => `([${label}])`,
  device: (label) => `[${label}]`,
  token: (label) => `{{${label}}}`,
};

const dashedBox = (label: string): string => `(${label})`;

const arrows = { link: "---", bridge: "===", refused: "-.-" } as const;

const nodeLine = ({ name, label, kind, isAnchor }: DrawnNode): string =>
  `  ${name}${(shapes[kind] ?? dashedBox)(quoted(isAnchor ? `${label}, anchor` : label))}`;

const linkLine = ({ from, to, label, style }: DrawnLink): string =>
  `  ${from} ${arrows[style]}|${quoted(style === "bridge" ? `bridge: ${label}` : label)}| ${to}`;

export const mermaidText = ({ title, nodes, links, omitted }: Drawing): string =>
  [
    "flowchart LR",
    `  %% ${title}${omitted === 0 ? "" : `; ${String(omitted)} more links are left out`}`,
    ...nodes.map(nodeLine),
    ...links.map(linkLine),
    ...nodes
      .filter(({ kind }) => kind === "outside")
      .map(({ name }) => `  style ${name} stroke-dasharray: 4 4`),
    "",
  ].join("\n");
