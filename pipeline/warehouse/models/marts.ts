// The published tables, as publishing and the data contract need them.
import { loadModels, type Model } from "../models.ts";
import { quotedName } from "../quoting.ts";
import type { Session } from "../session.ts";
import { columnComment, type DescribedColumn, describe } from "./comments.ts";

export interface Mart {
  readonly name: string;
  /** A SELECT that gives the published columns, in a session that knows the definitions and the intermediate views. */
  readonly query: string;
  readonly comment: string;
  readonly grain: readonly string[];
  /** What the query gives. */
  readonly columns: readonly DescribedColumn[];
  /** A comment for every column. */
  readonly columnComments: Readonly<Record<string, string>>;
}

const martOf = async (session: Session, model: Model, models: readonly Model[]): Promise<Mart> => {
  const query = model.kind === "table" ? `select * from ${quotedName(model.name)}` : model.sql;
  const columns = await describe(session, query);
  const comments = columns.map(({ name }) => [name, columnComment(model, name, models) ?? ""]);
  return {
    name: model.name,
    query,
    comment: model.sentence,
    grain: model.grain,
    columns,
    columnComments: Object.fromEntries(comments) as Record<string, string>,
  };
};

/** Every mart, by name. The session is the writer's, after build. */
export const listMarts = async (session: Session): Promise<Mart[]> => {
  const models = await loadModels(session);
  const marts: Mart[] = [];
  for (const model of models) if (model.isMart) marts.push(await martOf(session, model, models));
  return marts.toSorted((left, right) => (left.name < right.name ? -1 : 1));
};
