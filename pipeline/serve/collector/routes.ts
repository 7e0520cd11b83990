// The collector's routes. Fastify is told nothing of bodies: content types decide nothing, and no JSON becomes an object.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "../../log.ts";
import { BodyReading } from "./body/read-body.ts";
import type { MemoryBudget } from "./body/memory-budget.ts";
import type { Collector } from "./collect.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import { type CollectorRoute, collectorRoutes } from "./protocols.ts";
import { Refusal } from "./refusal.ts";

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

const jsonType = "application/json; charset=utf-8";
const nothing = Buffer.alloc(0);

/** Answers a refusal. A sender that still sends is cut off. */
export const refuse = (reply: FastifyReply, refusal: Refusal): FastifyReply => {
  if (refusal.retryAfterSeconds !== undefined) {
    const seconds = Math.max(1, Math.ceil(refusal.retryAfterSeconds));
    // Segment's library for browsers reads the second one.
    reply.header("retry-after", seconds).header("x-ratelimit-reset", seconds);
  }
  if (refusal.status === 401) reply.header("www-authenticate", 'Bearer realm="polku"');
  if (!reply.request.raw.complete) reply.header("connection", "close");
  return reply.code(refusal.status).type(jsonType).send(refusal.body);
};

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

/** A web page may send where its origin stands in the configuration, letter by letter. */
const originRefusal = (origin: string | undefined, origins: ReadonlySet<string>): Refusal | undefined =>
  origin === undefined || origins.has(origin)
    ? undefined
    : new Refusal("origin_not_allowed", "The origin of this web page is not among http.cors_origins.");

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
