// What tables and columns mean, from the headers of the models. A column without a line of its own means what the
// column of that name means in the models it is read from.
import type { Model } from "../models.ts";
import { quotedName, quotedText } from "../quoting.ts";
import { plainText } from "../plain-value.ts";
import type { Session } from "../session.ts";

/** The comment of a column: the model's own, else the nearest one among what it reads; null where there is none. */
export const columnComment = (model: Model, column: string, models: readonly Model[]): string | null => {
  const byName = new Map(models.map((one) => [one.name, one]));
  let level: readonly Model[] = [model];
  const seen = new Set<Model>();
  while (level.length > 0) {
    const comment = level.map((one) => one.columns.get(column)).find((text) => text !== undefined);
    if (comment !== undefined) return comment;
    for (const one of level) seen.add(one);
    level = level
      .flatMap((one) => [...one.reads])
      .flatMap((name) => byName.get(name) ?? [])
      .filter((one) => !seen.has(one));
  }
  return null;
};

export interface DescribedColumn {
  readonly name: string;
  /** As DuckDB writes it. */
  readonly type: string;
}

/** The columns that a query gives. */
export const describe = async (session: Session, query: string): Promise<DescribedColumn[]> =>
  (await session.rows(`describe ${query}`)).map((row) => ({
    name: plainText(row["column_name"]),
    type: plainText(row["column_type"]),
  }));

/** The names of a model's columns follow from its query alone, so they are asked for once in a process. */
const columnNames = new WeakMap<Model, readonly string[]>();

/** Writes the comments of a model's table; `name` is quoted. */
export const writeComments = async (
  session: Session,
  model: Model,
  name: string,
  models: readonly Model[],
): Promise<void> => {
  const columns = columnNames.get(model) ?? (await describe(session, name)).map(({ name: column }) => column);
  columnNames.set(model, columns);
  const comments = columns.flatMap((column) => {
    const comment = columnComment(model, column, models);
    if (comment === null) return [];
    return [`comment on column ${name}.${quotedName(column)} is ${quotedText(comment)}`];
  });
  await session.run([`comment on table ${name} is ${quotedText(model.sentence)}`, ...comments].join(";\n"));
};
