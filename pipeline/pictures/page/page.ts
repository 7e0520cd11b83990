// A page of pictures: one HTML file that holds everything it needs and may ask the network for nothing.
import { createHash } from "node:crypto";
import { cellText } from "../cell-text.ts";
import { htmlText, scriptJson } from "./html-text.ts";
import { pageStyle } from "./page-style.ts";
import type { Picture, PictureTable } from "../picture.ts";

export interface Page {
  readonly title: string;
  /** What the figures stand on: name → value, such as the snapshot and the end of the data. */
  readonly facts: readonly (readonly [string, string])[];
  readonly pictures: readonly Picture[];
}

const sideOf = (kind: string): string => (kind === "text" || kind === "time" ? "" : ' class="figure"');

const tableHtml = ({ caption, columns, rows }: PictureTable): string => {
  const headings = columns.map(
    ({ heading, kind }) => `<th scope="col"${sideOf(kind)}>${htmlText(heading)}</th>`,
  );
  const lines = rows.map((row) => {
    const cells = columns.map(({ kind }, place) => {
      const text = htmlText(cellText(row[place] ?? null, kind));
      return place === 0 ? `<th scope="row">${text}</th>` : `<td${sideOf(kind)}>${text}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<div class="table" tabindex="0" role="region" aria-label="${htmlText(caption)}"><table>
<caption>${htmlText(caption)}</caption>
<thead><tr>${headings.join("")}</tr></thead>
<tbody>
${lines.join("\n")}
</tbody>
</table></div>`;
};

const sidesHtml = ({ option, marks, height, summary, table, tableSide }: Picture): string =>
  option === null
    ? tableHtml(table)
    : `<div class="sides ${tableSide}">
<div class="chart" role="img" aria-label="${htmlText(summary)}" style="height:${String(height)}px"></div>
${tableHtml(table)}
</div>
<script type="application/json">${scriptJson({ option, marks })}</script>`;

const pictureHtml = (picture: Picture, place: number): string => {
  const id = `picture-${String(place + 1)}`;
  return `<section class="picture" aria-labelledby="${id}">
<h2 id="${id}">${htmlText(picture.title)}</h2>
<p class="summary">${htmlText(picture.summary)}</p>
${sidesHtml(picture)}
</section>`;
};

const digestOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The policy that browsers hold the page to: its own script and style, and nothing from anywhere. */
const policyOf = (script: string): string =>
  `default-src 'none'; script-src ${digestOf(script)}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;

/** The document. `script` is the drawing program, as text. */
export const pageHtml = ({ title, facts, pictures }: Page, script: string): string => {
  // A script ends where its text says so, whatever it means there.
  const program = script.replaceAll(/<\/(?=script)/gi, String.raw`<\/`);
  const known = facts.map(
    ([name, value]) => `<div><dt>${htmlText(name)}</dt><dd>${htmlText(value)}</dd></div>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(program)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="polku">
<title>${htmlText(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${htmlText(title)}</h1>
<dl>${known.join("")}</dl>
</header>
<main>
${pictures.map(pictureHtml).join("\n")}
</main>
<footer><p>Every figure stands in the table beside its picture. Tab reaches the tables, the arrow keys walk their
rows, and the picture shows which part a row is.</p></footer>
<script>${program}</script>
</body>
</html>
`;
};
