// Which statements there are, and which of them hold.
import type { ListedStatement } from "../../models/identity/statement.ts";
import { loadConfig } from "../config.ts";
import { onStore } from "../control/on-store.ts";
import { standing } from "../identity/statements.ts";
import { isoFromMicros } from "../warehouse/plain-value.ts";
import { openExistingWorkspace } from "../workspace.ts";
import { readStatements } from "./statement-rows.ts";

/** All statements in order of time, in the shape in which applyStatements takes them. */
export const listStatements = ({ config }: { readonly config: string }): Promise<ListedStatement[]> =>
  onStore("identity.list", { config }, () => listHere(config));

const listHere = async (config: string): Promise<ListedStatement[]> => {
  const workspace = await openExistingWorkspace(await loadConfig(config));
  try {
    const statements = await readStatements(workspace.warehouse.writer);
    const { undoneBy, overriddenBy } = standing(statements);
    return statements.map(({ statement_id, kind, identifiers, undoes, author, at, reason }) => ({
      statement_id,
      kind,
      identifiers: [...identifiers],
      undoes,
      author,
      at: isoFromMicros(at),
      reason,
      undone_by: undoneBy.get(statement_id) ?? null,
      overridden_by: overriddenBy.get(statement_id) ?? null,
    }));
  } finally {
    await workspace.close();
  }
};
