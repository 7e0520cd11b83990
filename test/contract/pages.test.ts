// Every format has a page, and the page says what the format says.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formats } from "../../connectors/registry.ts";
import { parseConfig } from "../../pipeline/config/parse-config.ts";
import { packageRoot } from "../../pipeline/warehouse/sql-text.ts";

const pageOf = (name: string): string => `docs/connectors/${name.replaceAll("/", "-")}.md`;

const read = (path: string): string =>
  existsSync(join(packageRoot, path)) ? readFileSync(join(packageRoot, path), "utf8") : "";

const configurationsIn = (text: string): string[] =>
  [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map((match) => match[1] ?? "")
    .filter((example) => example.includes("sources:"));

describe("pages of a stream", () => {
  it.each(["docs/streaming.md", "docs/collector.md", "docs/keys.md"])(
    "%s shows only valid configurations",
    (path) => {
      const examples = configurationsIn(read(path));
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(parseConfig(example, path).warnings).toEqual([]);
    },
  );
});

describe.each(formats.map((format) => [format.name, format] as const))("%s", (name, format) => {
  const page = read(pageOf(name));

  it("has a page of its name, listed with the others", () => {
    expect(page.startsWith(`# ${name}\n`)).toBe(true);
    expect(read("docs/connectors/README.md")).toContain(`[${name}](${name.replaceAll("/", "-")}.md)`);
  });

  it("is documented by the vendor's page or by its own", () => {
    expect(format.reference === pageOf(name) || page.includes(format.reference)).toBe(true);
  });

  it("shows only configurations that are valid", () => {
    for (const example of configurationsIn(page)) expect(parseConfig(example, name).warnings).toEqual([]);
  });

  it("names there the namespaces that it can emit, and what it leaves out", () => {
    const silent = format.namespaces.filter((namespace) => !page.includes(namespace));
    if (format.hasOpenNamespaces !== true) expect(silent).toEqual([]);
    if (format.leavesOut !== undefined) expect(page).toMatch(/left out|Left out/);
  });
});
