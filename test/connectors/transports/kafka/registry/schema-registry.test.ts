import { SchemaRegistry as PublishedRegistry } from "@kafkajs/confluent-schema-registry";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Undecodable } from "../../../../../connectors/transports/kafka/registry/avro-bytes.ts";
import {
  RegistryUnreachable,
  SchemaRegistry,
} from "../../../../../connectors/transports/kafka/registry/schema-registry.ts";
import { RegistryAtWire, type SchemaAnswer } from "./registry-at-wire.ts";

const atWire = new RegistryAtWire();
let url = "";
let published: PublishedRegistry;
let next = 1;

beforeAll(async () => {
  url = await atWire.open();
  published = new PublishedRegistry({ host: url });
});
afterAll(() => atWire.close());

const register = (answer: SchemaAnswer): number => {
  next += 1;
  atWire.answers.set(`schemas/ids/${next}`, answer);
  return next;
};

const avro = (schema: unknown, references?: SchemaAnswer["references"]): number =>
  register({ schema: JSON.stringify(schema), ...(references === undefined ? {} : { references }) });

const ofFields = (fields: Readonly<Record<string, unknown>>): unknown => ({
  type: "record",
  name: "Thing",
  namespace: "shop",
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});

/** What ours makes of what the published client wrote. */
const through = async (id: number, value: unknown): Promise<string> => {
  const written = await published.encode(id, value);
  const decode = await new SchemaRegistry({ url }).decoder(id);
  return decode(written.subarray(5)).toString();
};

/** What ours makes of these bytes under a record of one field `f`. */
const ofBytes = async (type: unknown, bytes: readonly number[]): Promise<string> => {
  const decode = await new SchemaRegistry({ url }).decoder(avro(ofFields({ f: type })));
  return decode(Buffer.from(bytes)).toString().slice(5, -1);
};

const logical = (type: string | object, logicalType: string, more = {}): unknown => ({
  ...(typeof type === "string" ? { type } : type),
  logicalType,
  ...more,
});

describe("Avro values that the published client writes", () => {
  it("come out as the JSON of what went in", async () => {
    const schema = ofFields({
      id: "string",
      count: "int",
      share: "double",
      rate: "float",
      is_paid: "boolean",
      nothing: "null",
      tags: { type: "array", items: "string" },
      prices: { type: "map", values: "double" },
      state: { type: "enum", name: "State", symbols: ["open", "closed"] },
      note: ["null", "string"],
      inner: {
        type: "record",
        name: "Inner",
        fields: [{ name: "again", type: ["null", "shop.State", "Inner"] }],
      },
    });
    const value = {
      id: 'line\n"quoted" ünï 💶',
      count: -1,
      share: 0.1,
      rate: Math.fround(0.1),
      is_paid: true,
      nothing: null,
      tags: ["a", ""],
      prices: { a: 1.5, b: -2 },
      state: "closed",
      note: "words",
      inner: { again: { again: null } },
    };
    const came: unknown = JSON.parse(await through(avro(schema), value));
    expect(came).toEqual({ ...value, rate: 0.1 });
  });

  it("come out so for any strings, numbers and lists", async () => {
    const id = avro(
      ofFields({
        text: "string",
        whole: "long",
        real: "double",
        list: { type: "array", items: ["null", "int"] },
      }),
    );
    const things = fc.record({
      text: fc.string({ unit: "grapheme" }),
      // Beyond that the published client writes another number than it was given.
      whole: fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
      real: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      list: fc.array(fc.option(fc.integer())),
    });
    await fc.assert(
      fc.asyncProperty(things, async (thing) => {
        const came: unknown = JSON.parse(await through(id, thing));
        expect(came).toEqual(thing);
      }),
      { numRuns: 100 },
    );
  });

  it("may use types of schemas that they refer to", async () => {
    const person = {
      type: "record",
      name: "Person",
      namespace: "crm",
      fields: [{ name: "name", type: "string" }],
    };
    atWire.answers.set("subjects/a%2Fperson/versions/3", { schema: JSON.stringify(person) });
    const id = avro(ofFields({ buyer: "crm.Person" }), [
      { name: "crm.Person", subject: "a/person", version: 3 },
    ]);
    const decode = await new SchemaRegistry({ url }).decoder(id);
    expect(decode(Buffer.from([6, 65, 110, 110])).toString()).toBe('{"buyer":{"name":"Ann"}}');
  });
});

describe("Avro's bytes", () => {
  it("keep every digit of a long", async () => {
    const longs = [
      [[0x02], "1"],
      [[0x01], "-1"],
      [[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], "9223372036854775807"],
      [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], "-9223372036854775808"],
      [[0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20], "9007199254740993"],
    ] as const;
    for (const [bytes, text] of longs) expect(await ofBytes("long", bytes)).toBe(text);
  });

  it("become ISO 8601 where they are times, and the number where there is no such time", async () => {
    expect(await ofBytes(logical("int", "date"), [0x01])).toBe('"1969-12-31"');
    expect(await ofBytes(logical("int", "time-millis"), [0x02])).toBe('"00:00:00.001"');
    expect(await ofBytes(logical("int", "time-millis"), [0x01])).toBe("-1");
    expect(await ofBytes(logical("long", "timestamp-millis"), [0x01])).toBe('"1969-12-31T23:59:59.999Z"');
    expect(await ofBytes(logical("long", "timestamp-micros"), [0x02])).toBe('"1970-01-01T00:00:00.000001Z"');
    expect(await ofBytes(logical("long", "timestamp-nanos"), [0x02])).toBe(
      '"1970-01-01T00:00:00.000000001Z"',
    );
    expect(await ofBytes(logical("long", "local-timestamp-millis"), [0x02])).toBe(
      '"1970-01-01T00:00:00.001"',
    );
    const last = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    expect(await ofBytes(logical("long", "timestamp-millis"), last)).toBe("9223372036854775807");
  });

  it("become exact numbers where they are decimals, base64 where they are bytes", async () => {
    const decimal = logical("bytes", "decimal", { precision: 30, scale: 2 });
    expect(await ofBytes(decimal, [0x02, 0x05])).toBe("0.05");
    expect(await ofBytes(decimal, [0x02, 0xff])).toBe("-0.01");
    expect(await ofBytes(decimal, [0x00])).toBe("0.00");
    expect(await ofBytes(decimal, [0x14, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe("47594772752225308531.30");
    expect(await ofBytes("bytes", [0x04, 0xff, 0x00])).toBe('"/wA="');
    const fixed = { type: "fixed", name: "F", size: 2 };
    expect(await ofBytes(fixed, [1, 2])).toBe('"AQI="');
    expect(await ofBytes(logical(fixed, "decimal", { precision: 4, scale: 0 }), [1, 2])).toBe("258");
    const id = logical({ ...fixed, size: 16 }, "uuid");
    expect(
      await ofBytes(
        id,
        Array.from({ length: 16 }, (_, index) => index),
      ),
    ).toBe('"00010203-0405-0607-0809-0a0b0c0d0e0f"');
  });

  it("that are cut, altered or too many are refused, never read as something else", async () => {
    const id = avro(
      ofFields({
        text: "string",
        list: { type: "array", items: ["null", "long"] },
        state: { type: "enum", name: "E", symbols: ["a"] },
      }),
    );
    const decode = await new SchemaRegistry({ url }).decoder(id);
    const whole = (
      await published.encode(id, { text: "abc", list: [1, null, 2 ** 40], state: "a" })
    ).subarray(5);
    expect(JSON.parse(decode(whole).toString())).toEqual({
      text: "abc",
      list: [1, null, 2 ** 40],
      state: "a",
    });
    for (let end = 0; end < whole.length; end += 1) {
      expect(() => decode(whole.subarray(0, end))).toThrow(Undecodable);
    }
    expect(() => decode(Buffer.concat([whole, Buffer.from([0])]))).toThrow(Undecodable);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          JSON.parse(decode(Buffer.from(bytes)).toString());
        } catch (error) {
          expect(error).toBeInstanceOf(Undecodable);
        }
      }),
      { numRuns: 500 },
    );
    // Two thousand million nulls, in six bytes; a string that is no UTF-8; a record within itself without end.
    await expect(
      ofBytes({ type: "array", items: "null" }, [0xfe, 0xff, 0xff, 0xff, 0x0f, 0]),
    ).rejects.toThrow(Undecodable);
    await expect(ofBytes("string", [0x02, 0xff])).rejects.toThrow(Undecodable);
    await expect(ofBytes("shop.Thing", [0x00])).rejects.toThrow(Undecodable);
  });
});

describe("a registry", () => {
  it("is asked once for a schema, with name and password", async () => {
    const id = avro(ofFields({ f: "int" }));
    const registry = new SchemaRegistry({ url: `${url}/`, username: "reader", password: "secret" });
    await registry.decoder(id);
    await registry.decoder(id);
    const asked = atWire.asked.filter(({ path }) => path === `schemas/ids/${id}`);
    expect(asked).toEqual([
      {
        path: `schemas/ids/${id}`,
        authorization: `Basic ${Buffer.from("reader:secret").toString("base64")}`,
      },
    ]);
  });

  it("lets values under JSON Schema through as they are", async () => {
    const id = register({ schema: "{}", schemaType: "JSON" });
    const decode = await new SchemaRegistry({ url }).decoder(id);
    expect(decode(Buffer.from('{"n":12345678901234567890}')).toString()).toBe('{"n":12345678901234567890}');
  });

  it("that does not know a schema, or knows one that is not read, makes values undecodable", async () => {
    const registry = new SchemaRegistry({ url });
    const ids = [
      99_999,
      register({ schema: 'syntax = "proto3";', schemaType: "PROTOBUF" }),
      register({ schema: "{" }),
      register({ schema: '{"type":"record","name":"R","fields":[{"name":"f","type":"nowhere.Known"}]}' }),
    ];
    for (const id of ids) {
      const decode = await registry.decoder(id);
      expect(() => decode(Buffer.from([0]))).toThrow(Undecodable);
    }
  });

  it("that fails or refuses is tried again, and no value is given up for it", async () => {
    const registry = new SchemaRegistry({ url });
    const id = avro(ofFields({ f: "int" }));
    for (const status of [500, 401, 429]) {
      atWire.failure = status;
      await expect(registry.decoder(id)).rejects.toThrow(RegistryUnreachable);
    }
    atWire.failure = null;
    expect((await registry.decoder(id))(Buffer.from([2])).toString()).toBe('{"f":1}');
    const nowhere = new SchemaRegistry({ url: "http://127.0.0.1:1" });
    await expect(nowhere.decoder(id)).rejects.toThrow(RegistryUnreachable);
  });
});
