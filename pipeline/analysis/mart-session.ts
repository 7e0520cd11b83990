// A session beside the writer's in which every mart can be read: the views of the models are TEMP, so that the store
// holds no definition of the configuration, and each session needs its own.
import type { DataEnd, RunContext } from "../run-context.ts";
import { loadModels } from "../warehouse/models.ts";
import { createViews } from "../warehouse/models/run-models.ts";
import type { Session } from "../warehouse/session.ts";
import { analysisSettings } from "./settings.ts";

/** Opens it, for the tables that were built as of `dataEnd`. Close it after use. */
export const martSession = async (
  { warehouse, config }: Pick<RunContext, "warehouse" | "config">,
  dataEnd: DataEnd,
): Promise<Session> => {
  const session = await warehouse.session();
  for (const statement of analysisSettings(config, dataEnd)) await session.run(statement);
  await createViews(session, await loadModels(session));
  return session;
};
