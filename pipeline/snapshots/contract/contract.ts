// The snapshot's data contract, in the Open Data Contract Standard 3.1 (bitol-io.github.io/open-data-contract-standard).
import type { Manifest, ManifestTable } from "../../../models/manifest.ts";
import { type Yaml, yamlText } from "./yaml-text.ts";

const logicalTypes: Readonly<Record<string, string>> = {
  VARCHAR: "string",
  BOOLEAN: "boolean",
  INTEGER: "integer",
  BIGINT: "integer",
  DOUBLE: "number",
  DATE: "date",
  "TIMESTAMP WITH TIME ZONE": "timestamp",
};

/** Where the text is empty, nothing is said. */
const described = (comment: string | null): { description?: string } =>
  comment === null || comment === "" ? {} : { description: comment };

/** Times stand as instants: what is read is UTC and says so. */
const typeOptions = (type: string): { logicalTypeOptions?: Yaml } =>
  type === "TIMESTAMP WITH TIME ZONE"
    ? { logicalTypeOptions: { timezone: true, defaultTimezone: "UTC" } }
    : {};

const property = (
  { name, type, comment }: ManifestTable["columns"][number],
  grain: readonly string[],
): Yaml => {
  const position = grain.indexOf(name) + 1;
  return {
    name,
    logicalType: logicalTypes[type] ?? "number",
    physicalType: type,
    ...typeOptions(type),
    ...described(comment),
    ...(position === 0 ? {} : { primaryKey: true, primaryKeyPosition: position }),
  };
};

const schemaObject = (table: ManifestTable): Yaml => ({
  name: table.name,
  logicalType: "object",
  physicalName: table.file,
  physicalType: "file",
  ...described(table.comment),
  ...(table.grain.length === 0
    ? {}
    : { dataGranularityDescription: `one row per ${table.grain.join(", ")}` }),
  properties: table.columns.map((column) => property(column, table.grain)),
});

/** contract.yaml of a snapshot: its tables, columns, types and what they mean. */
export const contractText = (manifest: Manifest): string =>
  yamlText({
    apiVersion: "v3.1.0",
    kind: "DataContract",
    id: "polku-snapshot",
    name: "polku snapshot",
    version: `${String(manifest.format_version)}.0.0`,
    status: "active",
    description: { purpose: "Profiles stitched across channels, and the journeys they take." },
    servers: [{ server: "snapshot", type: "local", path: "./*.parquet", format: "parquet" }],
    schema: manifest.tables.map(schemaObject),
  });
