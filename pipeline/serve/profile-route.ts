// The route by which profiles are read; who may read, and what, is for its reader to say.
import type { FastifyInstance } from "fastify";
import { keysOfHeaders } from "./collector/presented-keys.ts";
import { jsonType } from "./collector/replies.ts";
import type { ProfileReader } from "./serve-options.ts";

interface Asked {
  Params: { readonly namespace: string; readonly value: string };
  Querystring: { readonly limit?: string | readonly string[] };
}

export const addProfileRoute = (app: FastifyInstance, readProfile: ProfileReader): void => {
  app.get<Asked>("/v1/profiles/:namespace/:value", async ({ headers, params, query }, reply) => {
    const [key] = keysOfHeaders(headers, {});
    // Said twice it is a list, and no number.
    const limit = query.limit === undefined ? undefined : query.limit.toString();
    const answer = await readProfile({ ...params, key, limit });
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .header("cache-control", "no-store")
      .type(jsonType)
      .send(answer.body);
  });
};
