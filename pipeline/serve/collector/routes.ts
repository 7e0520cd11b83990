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
  readonly origins: ReadonlySet<string>;
  readonly log: Logger;
}

interface Sent {
  Body: Buffer | Refusal | undefined;
  Querystring: Record<string, unknown>;
  Params: { readonly source?: string };
}

const nothing = Buffer.alloc(0);

/** Bodies of any kind arrive as bytes, or as why there are none. */
export const readAnyBody = (app: FastifyInstance, budget: MemoryBudget, maxBodyBytes: number): void => {
  app.removeAllContentTypeParsers();
  app.decorateRequest("sentType", "");
  app.decorateRequest("reading", null);
  app.decorateRequest("arrivedAt", 0);
  app.addHook("onRequest", async (request, reply) => {
    request.arrivedAt = performance.now();
    // Content types that Fastify would refuse must not be refused: libraries label gzip as forms and worse.
    request.sentType = request.headers["content-type"] ?? "";
    delete request.headers["content-type"];
    // Comes once, after an answer or where the sender went away; `onResponse` comes only after an answer.
    reply.raw.once("close", () => request.reading?.release());
  });
  app.addContentTypeParser("*", (request: FastifyRequest, payload: FastifyRequest["raw"]) => {
    request.reading = new BodyReading(maxBodyBytes, budget);
    return request.reading.read(payload);
  });
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
  { collector, metrics, origins, log }: RouteParts,
): Promise<FastifyReply> => {
  const { body: content = nothing, reading } = request;
  const { headers, sentType: mediaType, query } = request;
  const early = originRefusal(headers.origin, origins) ?? (content instanceof Refusal ? content : undefined);
  const body = content instanceof Refusal ? nothing : content;
  const webhook = request.params.source;
  const outcome =
    early ?? (await collector.collect({ route, webhook, headers, mediaType, query, body, reading }));
  const isRefused = outcome instanceof Refusal;
  metrics.request(
    route.path,
    isRefused ? outcome.reason : "ok",
    (performance.now() - request.arrivedAt) / 1000,
  );
  if (!isRefused) return reply.type(jsonType).send(outcome);
  log.debug({ route: route.path, status: outcome.status, reason: outcome.reason }, "request refused");
  return refuse(reply, outcome);
};

declare module "fastify" {
  interface FastifyRequest {
    /** The content type as it came. */
    sentType: string;
    /** When its headers had come, by the monotone clock, in milliseconds. */
    arrivedAt: number;
    /** Null where there is no body. */
    reading: BodyReading | null;
  }
}
