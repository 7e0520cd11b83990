import { describe, expect, it } from "vitest";
import { MacroBench } from "../macro-bench.ts";

const bench = new MacroBench();

describe("url_path", () => {
  it("is the path of an absolute URL, and of nothing else", async () => {
    const paths = [
      ["https://shop.example.com/p/1?utm=x#top", "/p/1"],
      ["https://shop.example.com", "/"],
      ["https://shop.example.com?x=1", "/"],
      ["app+x://screen/basket", "/basket"],
      ["/p/1", null],
      ["not a://url", null],
      ["", null],
    ];
    expect(
      await bench.each(
        "url_path(given)",
        paths.map(([url]) => url ?? ""),
      ),
    ).toEqual(paths.map(([, path]) => path));
  });
});
