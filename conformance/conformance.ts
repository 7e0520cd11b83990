// npm run conformance -- FILE.json [FILE…]: plays published cases through the public API, one line a case, and fails
// unless all pass. A case with `policy` is one of identity, a case with `query` one of journeys.
import { readFileSync } from "node:fs";
import { judgeIdentityCase } from "./identity/judge-identity-case.ts";
import { judgeJourneyCase } from "./journeys/judge-journey-case.ts";
import { lineOf, type Verdict } from "./verdict.ts";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const casesOf = (file: string): readonly unknown[] => {
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  const cases = isRecord(content) ? content["cases"] : content;
  if (!Array.isArray(cases)) throw new Error(`${file} holds no list of cases`);
  return cases;
};

const judge = (given: unknown): Promise<Verdict> => {
  if (isRecord(given) && "policy" in given) return judgeIdentityCase(given);
  if (isRecord(given) && "query" in given) return judgeJourneyCase(given);
  return Promise.resolve({ kind: "unsupported", reason: "it has neither a policy nor a query" });
};

/** A case that ends in an error is a failed one; the others go on. */
const verdictOn = async (given: unknown): Promise<Verdict> => {
  try {
    return await judge(given);
  } catch (error) {
    return { kind: "failed", reasons: [error instanceof Error ? error.message : String(error)] };
  }
};

const idOf = (given: unknown, place: number): string =>
  isRecord(given) && typeof given["id"] === "string" ? given["id"] : `case ${String(place + 1)}`;

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write("usage: npm run conformance -- FILE.json [FILE…]\n");
  process.exit(2);
}
let passed = 0;
let failed = 0;
for (const file of files) {
  for (const [place, given] of casesOf(file).entries()) {
    const verdict = await verdictOn(given);
    if (verdict.kind === "ok") passed += 1;
    else failed += 1;
    process.stdout.write(`${lineOf(idOf(given, place), verdict).replaceAll("\n", " ")}\n`);
  }
}
process.stdout.write(`${String(passed)} passed, ${String(failed)} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
