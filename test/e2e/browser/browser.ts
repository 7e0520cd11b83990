// A real browser for the tests that look at pages: Chromium, from the system's packages.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const wanted = [process.env["POLKU_CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser"];
const executable = wanted.find((path) => path !== undefined && path !== "" && existsSync(path));

/** Where there is none, tests that need it are skipped by name. */
export const hasBrowser = executable !== undefined;

export interface SeenPage {
  readonly page: Page;
  /** Errors of the console and of the page itself. */
  readonly faults: readonly string[];
  /** Every address that was asked for but the page's own file. */
  readonly requests: readonly string[];
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: executable ?? "", args: ["--no-sandbox"] });

/** Opens a file and waits until its pictures are drawn. */
export const openPage = async (browser: Browser, file: string): Promise<SeenPage> => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const [faults, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  const address = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== address) requests.push(request.url());
  });
  await page.goto(address);
  await page.waitForSelector("html[data-drawn=yes]");
  return { page, faults, requests };
};

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds that is serious or critical, as rule and place. */
export const accessibilityFaults = async (page: Page): Promise<string[]> => {
  // Evaluated, not added as a script: the page's own policy allows no script but its own.
  await page.evaluate(axe);
  const found: unknown = await page.evaluate("axe.run({ resultTypes: ['violations'] })");
  const { violations } = found as {
    violations: { id: string; impact: string; nodes: { target: string[] }[] }[];
  };
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(" ")}`));
};
