import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonFault } from "../../../../../connectors/transports/files/records/json-fault.ts";

const faultOf = (text: string): string | null => {
  const fault = jsonFault(Buffer.from(text));
  return fault === null ? null : `${fault.byte} ${fault.problem}`;
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const pieces = [
  ...Array.from('{}[]:," \t\n\\-+.019eEuaä😀'),
  '"a"',
  '"a":',
  "true",
  "null",
  "false",
  "NaN",
  "Infinity",
  "-inf",
  "-1.5e+3",
  '"\\u00e4"',
  '"\\ud800"',
  '"\\x"',
  "\0",
];

describe("a fault of JSON", () => {
  it("is where JSON.parse finds one, for text of any pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        expect(faultOf(text) === null).toBe(isJson(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it("is never in a value that was written as JSON, and always in one that lost a byte of its brackets", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, spot) => {
        const text = JSON.stringify({ value }, null, spot % 3);
        expect(faultOf(text)).toBeNull();
        expect(faultOf(text.slice(0, spot % text.length))).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{"a":1,}', "7 a comma before a closing bracket"],
    ['{"ä":[1 , ]}', "10 a comma before a closing bracket"],
    ['{"a":NaN}', "6 NaN and Infinity are no JSON"],
    ['{"a":-Infinity}', "6 NaN and Infinity are no JSON"],
    ["nan", "1 NaN and Infinity are no JSON"],
    ['{"a":1', "7 the record ends too early"],
    ['{"a":"b', "8 the record ends too early"],
    ['{"a" 1}', "6 a colon is missing"],
    ["{a:1}", "2 a name in quotes is missing"],
    ['{"a":1}}', "8 something follows the value"],
    ['{"a":01}', "6 no value begins here"],
    ['{"a":"\t"}', "7 a control character in a text"],
    ['{"a":"\\x"}', "7 an escape that JSON does not know"],
    ['{"a":[1 2]}', "9 a comma or ] is missing"],
  ])("is told by its byte: %s", (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it("is found at any depth and any length of a text", () => {
    const deep = 200_000;
    expect(faultOf(`${"[".repeat(deep)}${"]".repeat(deep)}`)).toBeNull();
    expect(faultOf(`${"[".repeat(deep)}1,${"]".repeat(deep)}`)).toBe(
      `${deep + 2} a comma before a closing bracket`,
    );
    expect(faultOf(`"${"x".repeat(9_000_000)}"`)).toBeNull();
    expect(faultOf(`"${'\\"'.repeat(1_000_000)}"`)).toBeNull();
  });
});
