import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ManifestTable } from "../../../../models/manifest.ts";
import { contractText } from "../../../../pipeline/snapshots/contract/contract.ts";
import { describedParquet } from "../described-parquet.ts";
import { publishWeek, type PublishedWeek } from "../shop-week.ts";

interface ContractColumn {
  readonly name: string;
  readonly logicalType: string;
  readonly physicalType: string;
  readonly description?: string;
  readonly primaryKeyPosition?: number;
}

interface Contract {
  readonly schema: readonly {
    readonly name: string;
    readonly physicalName: string;
    readonly description?: string;
    readonly properties: readonly ContractColumn[];
  }[];
}

const odcs = join(import.meta.dirname, "../odcs/odcs-3.1.schema.json");
// The standard's formats (dates, addresses) are of parts that a snapshot does not fill.
const isContract = new Ajv2019({ strict: false, validateFormats: false }).compile<Contract>(
  JSON.parse(readFileSync(odcs, "utf8")) as object,
);

const contractOf = (text: string): Contract => {
  const document: unknown = parse(text);
  if (!isContract(document)) throw new Error(JSON.stringify(isContract.errors));
  return document;
};

let week: PublishedWeek;
let contract: Contract;

beforeAll(async () => {
  week = await publishWeek();
  contract = contractOf(readFileSync(join(week.snapshot, "contract.yaml"), "utf8"));
});
afterAll(() => week.remove());

describe("the contract of a snapshot", () => {
  test("is a document of the Open Data Contract Standard 3.1", () => {
    expect(contract).toMatchObject({ apiVersion: "v3.1.0", kind: "DataContract" });
  });

  test("lists the columns and types that the Parquet files have, table by table", async () => {
    expect(contract.schema.map(({ name }) => name)).toEqual(week.manifest.tables.map(({ name }) => name));
    for (const { physicalName, properties } of contract.schema) {
      expect(properties.map(({ name, physicalType }) => [name, physicalType])).toEqual(
        await describedParquet(join(week.snapshot, physicalName)),
      );
    }
  });

  test("says of every table and column what it means", () => {
    const silent = contract.schema.flatMap((table) => [
      ...((table.description ?? "") === "" ? [table.name] : []),
      ...table.properties
        .filter(({ description = "" }) => description === "")
        .map(({ name }) => `${table.name}.${name}`),
    ]);
    expect(silent).toEqual([]);
  });

  test("names rows by the grain, in its order, and says that times are instants", () => {
    const links = contract.schema.find(({ name }) => name === "identity_links");
    const named = links?.properties.filter(({ primaryKeyPosition }) => primaryKeyPosition !== undefined);
    expect(named?.map(({ name, primaryKeyPosition }) => [primaryKeyPosition, name])).toEqual([
      [1, "namespace_a"],
      [2, "value_a"],
      [3, "namespace_b"],
      [4, "value_b"],
    ]);
    const seen = links?.properties.find(({ name }) => name === "first_seen_at");
    expect(seen).toMatchObject({ logicalType: "timestamp", logicalTypeOptions: { timezone: true } });
  });
});

test.each([
  ["a comment that is empty", { comment: "" }],
  ["no comment and no grain", { comment: null, grain: [] }],
])("a table with %s has a valid contract too", (_what, given) => {
  const [table] = week.manifest.tables;
  const tables = [{ ...table, ...given } as ManifestTable];
  expect(contractOf(contractText({ ...week.manifest, tables })).schema[0]).not.toHaveProperty("description");
});
