// Makes what a model describes: a table or a view, under the name that it is asked for.
import type { Model } from "../models.ts";
import { quotedName } from "../quoting.ts";
import type { Session } from "../session.ts";
import { writeComments } from "./comments.ts";
import { fillForEach } from "./for-each.ts";

export interface Place {
  readonly what: "table" | "temp table" | "temp view";
  /** Quoted, and qualified where it has to be. */
  readonly name: string;
}

/**
 * Replaces what stands there and gives the number of its rows, of a view 0. A dictionary's entries are numbered from 1.
 * A view has no comments: listMarts tells them.
 */
export const makeModel = async (
  session: Session,
  model: Model,
  { what, name }: Place,
  models: readonly Model[],
): Promise<number> => {
  const create = `create or replace ${what} ${name}`;
  if (model.kind === "dictionary") {
    const columns = model.grain.map(quotedName).join(", ");
    return session.count(
      `${create} as
      select row_number() over (order by ${columns})::integer as ${quotedName(model.key ?? "")}, ${columns}
      from (${model.sql}\n)`,
    );
  }
  // The result of creating a table is the number of its rows.
  const rows =
    model.each === undefined
      ? await session.count(`${create} as ${model.sql}`)
      : await fillForEach(session, create, name, model.each, model.sql);
  if (what === "table") await writeComments(session, model, name, models);
  return rows;
};
