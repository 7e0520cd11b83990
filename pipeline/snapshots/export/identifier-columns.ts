// Which columns of a table hold values of identifiers, and what stands there when it leaves the workspace.
import type { ManifestTable } from "../../../models/manifest.ts";
import { keyPads } from "../../identity/profile-id.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";

export type IdentifierTreatment = "clear" | "hashed" | "none";

interface IdentifierColumn {
  readonly namespace: string;
  readonly value: string;
}

const isText = ({ type }: ManifestTable["columns"][number]): boolean => type === "VARCHAR";

/** A text `value` beside a `namespace`, also with a suffix: `value_a` beside `namespace_a`. */
const identifierColumns = ({ columns }: ManifestTable): IdentifierColumn[] =>
  columns
    .filter((column) => isText(column) && /^value(_\w+)?$/.test(column.name))
    .map(({ name }) => ({ value: name, namespace: name.replace(/^value/, "namespace") }))
    .filter(({ namespace }) => columns.some(({ name }) => name === namespace));

/**
 * Makes the macro `exported_identifier(namespace, value)` of a session: `h_` and the first 32 hex digits of
 * HMAC-SHA-256(secret, `export` ␟ namespace ␟ value). Another context than that of profile ids, so that neither
 * tells anything about the other.
 */
export const prepareHashing = async (session: Session, secret: Buffer): Promise<void> => {
  const { inner, outer } = keyPads(secret);
  await session.run("create temp table export_pads (inner_pad blob, outer_pad blob)");
  await session.run("insert into export_pads values ($1, $2)", [inner, outer]);
  await session.run(`create temp macro exported_identifier(namespace, value) as 'h_' || left(
      sha256((select outer_pad from export_pads) || unhex(
          sha256((select inner_pad from export_pads) || encode(
              'export' || chr(31) || namespace || chr(31) || value)))), 32)`);
};

/** The columns of a table as the entries of a SELECT list, with identifiers treated. */
export const exportedColumns = (table: ManifestTable, treatment: IdentifierTreatment): string[] => {
  const found = new Map(identifierColumns(table).map(({ value, namespace }) => [value, namespace]));
  return table.columns.map(({ name }) => {
    const column = quotedName(name);
    const namespace = found.get(name);
    if (namespace === undefined || treatment === "clear") return column;
    if (treatment === "none") return `null::varchar as ${column}`;
    return `exported_identifier(${quotedName(namespace)}, ${column}) as ${column}`;
  });
};
