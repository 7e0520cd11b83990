// The collector's routes. Fastify is told nothing of bodies: content types decide nothing, and no JSON becomes an object.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "../../log.ts";
import { BodyReading } from "./body/read-body.ts";
import type { MemoryBudget } from "./body/memory-budget.ts";
import type { Collector } from "./collect.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import { type CollectorRoute, collectorRoutes } from "./protocols.ts";
import { Refusal } from "./refusal.ts";
import { jsonType, originRefusal, refuse } from "./replies.ts";

export interface RouteParts {
  readonly collector: Collector;
  readonly metrics: CollectorMetrics;
  readonly budget: MemoryBudget;
  readonly origins: ReadonlySet<string>;
  readonly maxBodyBytes: number;
  readonly log: Logger;
}

interface Sent {
  Body: { readonly reading: BodyReading; readonly content: Buffer | Refusal } | undefined;
  Querystring: Record<string, unknown>;
  Params: { readonly source?: string };
}

const nothing = Buffer.alloc(0);

/** Bodies of any kind arrive as bytes, or as why there are none. */
export const readAnyBody = (app: FastifyInstance, budget: MemoryBudget, maxBodyBytes: number): void => {
  app.removeAllContentTypeParsers();
  app.decorateRequest("sentType", "");
  app.addHook("onRequest", async (request) => {
    // Content types that Fastify would refuse must not be refused: libraries label gzip as forms and worse.
    request.sentType = request.headers["content-type"] ?? "";
    delete request.headers["content-type"];
  });
  app.addContentTypeParser("*", async (_request: FastifyRequest, payload: FastifyRequest["raw"]) => {
    const reading = new BodyReading(maxBodyBytes, budget);
    return { reading, content: await reading.read(payload) };
  });
  app.addHook<Sent>("onResponse", async (request) => request.body?.reading.release());
};

export const addCollectorRoutes = (app: FastifyInstance, parts: RouteParts): void => {
  for (const route of collectorRoutes) {
    app.post<Sent>(route.path, (request, reply) => answer(request, reply, route, parts));
  }
};

const answer = async (
  request: FastifyRequest<Sent>,
  reply: FastifyReply,
  route: CollectorRoute,
  { collector, metrics, budget, origins, maxBodyBytes, log }: RouteParts,
): Promise<FastifyReply> => {
  const { reading = new BodyReading(maxBodyBytes, budget), content = nothing } = request.body ?? {};
  const { headers, sentType: mediaType, query } = request;
  const early = originRefusal(headers.origin, origins) ?? (content instanceof Refusal ? content : undefined);
  const body = content instanceof Refusal ? nothing : content;
  const webhook = request.params.source;
  const outcome =
    early ?? (await collector.collect({ route, webhook, headers, mediaType, query, body, reading }));
  const isRefused = outcome instanceof Refusal;
  metrics.request(route.path, isRefused ? outcome.reason : "ok", reply.elapsedTime / 1000);
  if (!isRefused) return reply.type(jsonType).send(outcome);
  log.debug({ route: route.path, status: outcome.status, reason: outcome.reason }, "request refused");
  return refuse(reply, outcome);
};

declare module "fastify" {
  interface FastifyRequest {
    /** The content type as it came. */
    sentType: string;
  }
}
