import { describe, expect, it } from "vitest";
import { MacroBench } from "./macro-bench.ts";

const bench = new MacroBench();

const digits = "123456789012345678901234567890";

describe("json_without", () => {
  it("takes members away by any name and leaves numbers as they are", async () => {
    const document = `{"a":1,"q\\"x":2,"é":{"a":${digits}},"n":null}`;
    expect(await bench.each(`json_without(given, ['a', 'q"x', 'none'])`, [document])).toEqual([
      `{"é":{"a":${digits}},"n":null}`,
    ]);
  });
});

const merged = async (document: string | null, other: string): Promise<unknown> =>
  (await bench.each(`json_merged(given, '${other}')`, [document]))[0];

describe("json_merged", () => {
  it("has the members of both", async () => {
    expect(await merged(`{"a":${digits}}`, '{"b":2}')).toBe(`{"a":${digits},"b":2}`);
    expect(await merged('{"a":1}', "{}")).toBe('{"a":1}');
    expect(await merged("{}", '{"b":2}')).toBe('{"b":2}');
    expect(await merged(null, '{"b":2}')).toBe('{"b":2}');
  });

  it("keeps both members of one name", async () => {
    expect(await merged('{"a":null,"ö":1}', '{"b":2,"a":{"c":3}}')).toBe(
      '{"a":null,"ö":1,"b":2,"_record":{"a":{"c":3}}}',
    );
  });
});

describe("plain_text and identifier_text", () => {
  const texts = [
    '{"x":{"a":1}}',
    '{"x":"{\\"a\\":1}"}',
    '{"x":[1]}',
    '{"x":7}',
    '{"x":""}',
    '{"x":null}',
    "{}",
  ];

  it("tell an object from a string that looks like one", async () => {
    const given = "given ->> '$.x', given, '$.x'";
    expect(await bench.each(`plain_text(${given})`, texts)).toEqual([
      null,
      '{"a":1}',
      null,
      "7",
      null,
      null,
      null,
    ]);
    expect(await bench.each(`identifier_text(${given})`, texts)).toEqual([
      null,
      '{"a":1}',
      null,
      "7",
      "",
      null,
      null,
    ]);
  });
});

describe("json_cell", () => {
  it("reads lists and objects, takes all else as a string, and nothing of an empty cell", async () => {
    const cells = ['["a","b"]', '{"value":"a"}', "[not JSON", "12", "", " ", null];
    expect(await bench.each("json_cell(given)::varchar", cells)).toEqual([
      '["a","b"]',
      '{"value":"a"}',
      '"[not JSON"',
      '"12"',
      null,
      null,
      null,
    ]);
  });

  it("does not follow a cell into a depth that it could not come back from", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(await bench.each("json_cell(given)::varchar = to_json(given)::varchar", [deep])).toEqual([true]);
  });
});

const entries = (document: string): string => `map_entries(from_json('${document}', '"MAP(VARCHAR, JSON)"'))`;

describe("object_of and entries_below", () => {
  it("write entries in the order of their keys", async () => {
    const document = `{"b":[1],"a":${digits},"c":null}`;
    expect(await bench.value(`object_of(${entries(document)})`)).toBe(`{"a":${digits},"b":[1],"c":null}`);
    expect(await bench.value(`object_of(${entries("{}")})`)).toBeNull();
  });

  it("find what stands below a prefix, in names or in an object", async () => {
    const document = '{"traits.city":"Turku","traits":{"age":5},"traits.":1,"traitsx":2,"other":3}';
    expect(await bench.value(`object_of(entries_below(${entries(document)}, 'traits'))`)).toBe(
      '{"age":5,"city":"Turku"}',
    );
  });
});
