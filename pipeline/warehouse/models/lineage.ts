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

/** What a SELECT reads. Throws model_failed where it is none; `name` says whose query it is. */
export const lineageOf = async (session: Session, name: string, sql: string): Promise<Lineage> => {
  const row = await session.row("select json_serialize_sql($1::varchar)::varchar as tree", [sql]);
  const tree = JSON.parse(plainText(row?.["tree"])) as { error: boolean; error_message?: string };
  if (tree.error) {
    throw new PolkuError("model_failed", { model: name, problem: tree.error_message ?? "it is no SELECT" });
  }
  const tables = new Set<string>();
  const parts = new Set<string>();
  collect(tree, tables, parts);
  return { reads: new Set([...tables].filter((table) => !parts.has(table))), parts };
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
