import { describe, it } from "vitest";
import { StagingBench } from "../staging-bench.ts";
import { lawOfCutting } from "./cutting-law.ts";

const bench = new StagingBench();

describe("a staged file", () => {
  it("is the same however it is cut into chunks and blocks, and every record is accounted for", () =>
    lawOfCutting(bench, 300));
});
