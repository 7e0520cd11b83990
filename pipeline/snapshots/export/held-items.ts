// An item may repeat an identifier of the event, such as the number of an order. Where it does, it leaves the
// workspace as that identifier would, not in the clear.
import type { ManifestTable } from "../../../models/manifest.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import type { IdentifierTreatment } from "./identifier-columns.ts";

/** `item`, and with a prefix: `entry_item`. */
const isItem = ({ name, type }: ManifestTable["columns"][number]): boolean =>
  type === "VARCHAR" && /^(\w+_)?item$/.test(name);

/** Columns of a table that speaks of profiles in which one of their identifiers may stand. */
export const itemColumns = (table: ManifestTable, treatment: IdentifierTreatment): string[] =>
  treatment === "clear" || !table.columns.some(({ name }) => name === "profile_id")
    ? []
    : table.columns.filter(isItem).map(({ name }) => name);

const held = (item: string, column: string): string => quotedName(`held_${column}_of_${item}`);

/** An item's entry of a SELECT list, over a relation joined by `heldItemJoins`. */
export const exportedItem = (item: string, treatment: IdentifierTreatment): string => {
  const column = quotedName(item);
  const namespace = held(item, "namespace");
  const instead =
    treatment === "none" ? "null::varchar" : `exported_identifier(${namespace}, ${held(item, "value")})`;
  return `case when ${namespace} is null then ${column} else ${instead} end as ${column}`;
};

/** Joins that give each row the identifier of its profile that its item is, in any case. One at most. */
export const heldItemJoins = (items: readonly string[], identifiersFile: string): string =>
  items
    .map((item) => {
      const [profile, key] = [held(item, "profile"), held(item, "key")];
      return `
    left join (
      select
        profile_id as ${profile},
        lower(value) as ${key},
        min(namespace) as ${held(item, "namespace")},
        arg_min(value, {namespace: namespace, value: value}) as ${held(item, "value")}
      from read_parquet(${identifiersFile})
      where namespace is not null and value is not null
      group by profile_id, lower(value)
    ) on ${profile} = profile_id and ${key} = lower(trim(${quotedName(item)}))`;
    })
    .join("");
