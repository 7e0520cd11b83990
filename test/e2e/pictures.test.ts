import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropOffs, funnel, paths, timeline } from "../../pipeline/index.ts";
import { publishWeek, type PublishedWeek } from "../pipeline/snapshots/shop-week.ts";
import { accessibilityFaults, hasBrowser, openBrowser, openPage } from "./browser/browser.ts";

describe.skipIf(!hasBrowser)("pages of pictures in a browser", () => {
  let week: PublishedWeek;
  let browser: Browser;
  let config: string;
  const file = (name: string): string => join(week.folder, `${name}.html`);

  beforeAll(async () => {
    week = await publishWeek();
    browser = await openBrowser();
    config = join(week.folder, "polku.yaml");
    await paths({ config, name: "purchase", html: file("paths") });
    await paths({ config, definition: { show: "graph" }, html: file("graph") });
    await paths({ config, definition: { show: "sequences" }, html: file("sequences") });
    await dropOffs({ config, html: file("drop-offs") });
    await funnel({ config, name: "buying", html: file("funnel") });
    await funnel({ config, name: "buying", versus: { identity: "unstitched" }, html: file("versus") });
    await timeline({ config, person: "user_id:1", html: file("timeline") });
  });
  afterAll(async () => {
    await browser?.close();
    week?.remove();
  });

  it.each(["paths", "graph", "sequences", "drop-offs", "funnel", "versus", "timeline"])(
    "%s is drawn without an error, without the network, and for everybody",
    async (name) => {
      const { page, faults, requests } = await openPage(browser, file(name));
      expect({ faults, requests }).toEqual({ faults: [], requests: [] });
      expect(await accessibilityFaults(page)).toEqual([]);
      const charts = await page.locator(".chart").count();
      expect(await page.locator(".chart svg").count()).toBe(charts);
      await page.close();
    },
  );

  it("walks the rows of a table with the keyboard, one row in the order of Tab", async () => {
    const { page } = await openPage(browser, file("paths"));
    const rows = page.locator("tbody tr");
    await rows.first().focus();
    await page.keyboard.press("ArrowDown");
    const [tabbed, active] = ['tbody tr[tabindex="0"]', "tbody tr:focus"].map((row) => page.locator(row));
    expect(await active?.textContent()).toBe(await rows.nth(1).textContent());
    expect(await tabbed?.count()).toBe(1);
    await page.close();
  });
});
