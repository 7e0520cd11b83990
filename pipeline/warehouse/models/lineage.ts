// What a query reads, taken from DuckDB's own parse of it, and the order that follows. Nothing is declared.
import { PolkuError } from "../../../models/errors.ts";
import { plainText } from "../plain-value.ts";
import type { Session } from "../session.ts";

const collect = (node: unknown, tables: Set<string>, parts: Set<string>): void => {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, tables, parts);
    return;
  }
  if (node === null || typeof node !== "object") return;
  const fields = node as Readonly<Record<string, unknown>>;
  if (fields["type"] === "BASE_TABLE" && typeof fields["table_name"] === "string") {
    tables.add(fields["table_name"]);
  }
  const named = fields["cte_map"] as { map?: readonly { key: string }[] } | undefined;
  for (const { key } of named?.map ?? []) parts.add(key);
  for (const child of Object.values(fields)) collect(child, tables, parts);
};

export interface Lineage {
  /** Tables, views and models that the query reads. */
  readonly reads: ReadonlySet<string>;
  /** What it names itself in `with`. */
  readonly parts: ReadonlySet<string>;
}

const lineageIn = (name: string, text: string): Lineage => {
  const tree = JSON.parse(text) as { error: boolean; error_message?: string };
  if (tree.error) {
    throw new PolkuError("model_failed", { model: name, problem: tree.error_message ?? "it is no SELECT" });
  }
  const tables = new Set<string>();
  const parts = new Set<string>();
  collect(tree, tables, parts);
  return { reads: new Set([...tables].filter((table) => !parts.has(table))), parts };
};

/** What each SELECT reads, in the given order. Throws model_failed where one is none; its name says whose query it is. */
export const lineagesOf = async (
  session: Session,
  queries: readonly { readonly name: string; readonly sql: string }[],
): Promise<Lineage[]> => {
  const rows = await session.rows(
    `select json_serialize_sql(query)::varchar as tree
    from (select unnest(from_json($1, '["VARCHAR"]')) as query)`,
    [JSON.stringify(queries.map(({ sql }) => sql))],
  );
  return queries.map(({ name }, index) => lineageIn(name, plainText(rows[index]?.["tree"])));
};

interface Node {
  readonly name: string;
  readonly reads: ReadonlySet<string>;
}

/** Each after what it reads; otherwise in the given order. A circle is refused. */
export const inOrder = <Model extends Node>(models: readonly Model[]): Model[] => {
  const byName = new Map(models.map((model) => [model.name, model]));
  const done = new Set<string>();
  const ordered: Model[] = [];
  const visit = (model: Model, under: readonly string[]): void => {
    if (done.has(model.name)) return;
    if (under.includes(model.name)) {
      throw new PolkuError("internal", {
        problem: `Models read each other in a circle: ${under.join(", ")}.`,
      });
    }
    for (const name of model.reads) {
      const read = byName.get(name);
      if (read !== undefined && read !== model) visit(read, [...under, model.name]);
    }
    done.add(model.name);
    ordered.push(model);
  };
  for (const model of models) visit(model, []);
  return ordered;
};
