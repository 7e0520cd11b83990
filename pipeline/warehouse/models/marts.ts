// The published tables, as publishing and the data contract need them.
import { isQueryOnly, loadModels, type Model } from "../models.ts";
import { quotedName } from "../quoting.ts";
import type { Session } from "../session.ts";
import { columnComment, type DescribedColumn, describe } from "./comments.ts";

export interface Mart {
  readonly name: string;
  /** A SELECT that gives the published columns, in a session in which the marts were made. */
  readonly query: string;
  readonly comment: string;
  readonly grain: readonly string[];
  /** What the query gives. */
  readonly columns: readonly DescribedColumn[];
  /** A comment for every column. */
  readonly columnComments: Readonly<Record<string, string>>;
  /** The query reads nothing but tables of the store: any session can run it, once build has committed. */
  readonly isOfStore: boolean;
}

/** False where it reads a view or a definition, which only the writer's session has. */
const readsStoreAlone = (model: Model, models: readonly Model[]): boolean =>
  ![...model.reads].some(
    (name) =>
      name.startsWith("cfg_") ||
      models.some((read) => read !== model && read.name === name && read.kind === "view"),
  );

const martOf = async (session: Session, model: Model, models: readonly Model[]): Promise<Mart> => {
  const isOfStore = readsStoreAlone(model, models) && !model.sql.includes("cfg_");
  const isStored = model.kind === "table";
  const isText = isQueryOnly(model) || (isOfStore && !isStored);
  const query = isText ? model.sql : `select * from ${quotedName(model.name)}`;
  const columns = await describe(session, query);
  const comments = columns.map(({ name }) => [name, columnComment(model, name, models) ?? ""]);
  return {
    name: model.name,
    query,
    comment: model.sentence,
    grain: model.grain,
    columns,
    columnComments: Object.fromEntries(comments) as Record<string, string>,
    isOfStore: isOfStore || isStored,
  };
};

/** Every mart, by name. The session is the writer's, after build. */
export const listMarts = async (session: Session): Promise<Mart[]> => {
  const models = await loadModels(session);
  const marts: Mart[] = [];
  for (const model of models) if (model.isMart) marts.push(await martOf(session, model, models));
  return marts.toSorted((left, right) => (left.name < right.name ? -1 : 1));
};
