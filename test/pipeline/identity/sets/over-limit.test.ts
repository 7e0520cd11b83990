import { expect, it } from "vitest";
import { overLimit } from "../../../../pipeline/identity/sets/over-limit.ts";

it("a component is over a limit where it holds more values of one namespace than that allows", () => {
  // Keys 1 and 2 are one component, 3 to 5 another; 6 stands alone.
  const labels = Int32Array.of(0, 1, 1, 3, 3, 3, 0);
  const namespaces = Uint16Array.of(0, 0, 0, 0, 1, 1, 0);
  expect([...overLimit(labels, namespaces, Int32Array.of(1, 2))]).toEqual([1]);
  expect([...overLimit(labels, namespaces, Int32Array.of(2, 1))]).toEqual([3]);
  expect([...overLimit(labels, namespaces, Int32Array.of(0, 0))]).toEqual([]);
});
