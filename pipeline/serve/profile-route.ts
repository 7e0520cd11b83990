// The route by which profiles are read; who may read, and what, is for its reader to say.
import type { FastifyInstance } from "fastify";
import { keysOfHeaders } from "./collector/presented-keys.ts";
import { jsonType } from "./collector/replies.ts";
import type { ProfileReader } from "./serve-options.ts";

interface Asked {
  Params: { readonly namespace: string; readonly value: string };
}

export const addProfileRoute = (app: FastifyInstance, readProfile: ProfileReader): void => {
  app.get<Asked>("/v1/profiles/:namespace/:value", async ({ headers, params }, reply) => {
    const [key] = keysOfHeaders(headers, {});
    const answer = await readProfile({ ...params, key });
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .header("cache-control", "no-store")
      .type(jsonType)
      .send(answer.body);
  });
};
