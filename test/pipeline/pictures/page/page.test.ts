import { describe, expect, it } from "vitest";
import { pageHtml } from "../../../../pipeline/pictures/page/page.ts";
import { flowPicture } from "../../../../pipeline/pictures/charts/flow.ts";
import { durationText, shareText } from "../../../../pipeline/pictures/cell-text.ts";

const hostile = `</script><script>alert("x")</script><img src=x onerror=alert(1)>'`;
const node = (depth: number, label: string) => ({
  id: `${String(depth)} ${label}`,
  depth,
  label,
  channel: "web",
  step: depth + 1,
});

const page = (): string =>
  pageHtml(
    {
      title: hostile,
      facts: [[hostile, hostile]],
      pictures: [
        flowPicture({
          title: hostile,
          counted: hostile,
          bands: [{ from: node(0, hostile), to: node(1, "b"), count: 3, medianSeconds: 61 }],
        }),
      ],
    },
    "const drawn = '</script>';",
  );

describe("a page of pictures", () => {
  it("holds one program and one chart, whatever names hold", () => {
    const html = page();
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html).not.toContain("<img");
  });

  it("writes every figure of the chart into the table", () => {
    expect(page()).toContain('<td class="figure">3</td><td class="figure">1 min 1 s</td>');
  });

  it("allows its own script and nothing from the network", () => {
    expect(page()).toMatch(
      /default-src 'none'; script-src 'sha256-[^']+'; style-src 'unsafe-inline'; img-src data:/,
    );
  });
});

describe("figures for people", () => {
  it("are durations of the two largest units, and shares that are never rounded to nothing", () => {
    expect([0, 59, 3600, 90_061, -61].map(durationText)).toEqual([
      "0 s",
      "59 s",
      "1 h",
      "1 d 1 h",
      "−1 min 1 s",
    ]);
    expect([0, 0.0004, 0.5].map(shareText)).toEqual(["0.0 %", "0.04 %", "50.0 %"]);
  });
});
