// The server of `polku stream`: collector, settings of browser libraries, profiles and operation on one port. It listens,
// bounds what a connection may do, and ends in time; what requests mean is told elsewhere.
import cors from "@fastify/cors";
import { fastify, type FastifyInstance } from "fastify";
import { PolkuError, systemCode } from "../../models/errors.ts";
import type { Logger } from "../log.ts";
import { keepFresh } from "./access/keep-fresh.ts";
import { RateLimit } from "./access/rate.ts";
import { Webhooks } from "./access/webhooks.ts";
import { MemoryBudget } from "./collector/body/memory-budget.ts";
import { Collector } from "./collector/collect.ts";
import { CollectorMetrics } from "./collector/collector-metrics.ts";
import { jsonType } from "./collector/replies.ts";
import { addCollectorRoutes, readAnyBody } from "./collector/routes.ts";
import { Senders } from "./collector/senders.ts";
import { addSettingsRoutes } from "./collector/settings-documents.ts";
import { addOperationRoutes } from "./operation-routes.ts";
import { addProfileRoute } from "./profile-route.ts";
import type { RunningServer, ServeOptions } from "./serve-options.ts";

/** Milliseconds, and bytes. A sender that is slower than this is no sender. */
export const defaultBounds = {
  headers: 10_000,
  request: 60_000,
  idleConnection: 70_000,
  keepAlive: 65_000,
  checks: 2_000,
  headerBytes: 16_384,
  heldBytes: 256_000_000,
};

type Bounds = Readonly<typeof defaultBounds>;

const newApp = (bounds: Bounds): FastifyInstance =>
  fastify({
    logger: false,
    trustProxy: false,
    requestTimeout: bounds.request,
    connectionTimeout: bounds.idleConnection,
    keepAliveTimeout: bounds.keepAlive,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    exposeHeadRoutes: false,
    // An address that no route can read: the framework would repeat it.
    frameworkErrors: (_error, _request, reply) => {
      reply.hijack();
      const text = jsonText("bad_request", "The address is too long, or not encoded as a URL asks.");
      reply.raw.writeHead(400, { "content-type": jsonType, "content-length": Buffer.byteLength(text) });
      reply.raw.end(text);
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_048 },
    http: {
      headersTimeout: bounds.headers,
      connectionsCheckingInterval: bounds.checks,
      maxHeaderSize: bounds.headerBytes,
      insecureHTTPParser: false,
    },
  });

/** Listens when it resolves. Throws keys_unusable for a webhook's key, server_unusable where it cannot listen. */
export const openServer = async (
  options: ServeOptions,
  bounds: Bounds = defaultBounds,
): Promise<RunningServer> => {
  const { config, sink, keys, metrics, log } = options;
  const { http } = config.config;
  const app = newApp(bounds);
  const origins = new Set(http.cors_origins);
  const webhooks = await Webhooks.load(config);
  const stopLooking = keepFresh([keys, webhooks], (error) =>
    log.error({ err: error }, "keys not read again"),
  );
  const budget = new MemoryBudget(Math.max(bounds.heldBytes, 8 * http.max_body_bytes));
  const counts = new CollectorMetrics(metrics);
  const senders = new Senders(config, keys, webhooks);
  const rate = new RateLimit(http.max_events_per_second);
  const collector = new Collector({ config, sink, senders, rate, metrics: counts, log });
  await allowOrigins(app, origins);
  answerTheRest(app, log);
  readAnyBody(app, budget, http.max_body_bytes);
  addCollectorRoutes(app, { collector, metrics: counts, origins, log });
  addSettingsRoutes(app, senders, origins);
  addOperationRoutes(app, options);
  if (options.readProfile !== undefined) addProfileRoute(app, options.readProfile);
  app.addHook("onClose", async () => stopLooking());
  const url = await listen(app, http.host, http.port);
  return { url, close: ({ deadlineSeconds }) => close(app, deadlineSeconds) };
};

const allowOrigins = async (app: FastifyInstance, origins: ReadonlySet<string>): Promise<void> => {
  await app.register(cors, {
    // A list and not the plugin's own matching: neither patterns nor `*` mean anything.
    origin: (origin, decide) => decide(null, origin !== undefined && origins.has(origin) ? origin : []),
    methods: ["GET", "POST"],
    credentials: false,
    exposedHeaders: ["retry-after", "x-ratelimit-reset"],
    maxAge: 600,
  });
};

const jsonText = (error: string, message: string): string => JSON.stringify({ error, message });

const isBadRequest = (error: unknown): boolean =>
  error instanceof Error && "statusCode" in error && error.statusCode === 400;

/** Addresses without a route, and failures of ours: neither repeats what was asked. */
const answerTheRest = (app: FastifyInstance, log: Logger): void => {
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type(jsonType).send(jsonText("not_found", "There is nothing at this address.")),
  );
  app.setErrorHandler((error, _request, reply) => {
    if (isBadRequest(error)) {
      return reply
        .code(400)
        .type(jsonType)
        .send(jsonText("bad_request", "The request is not written as HTTP asks."));
    }
    log.error({ err: error }, "request failed");
    return reply.code(500).type(jsonType).send(jsonText("internal", "The request failed; send it again."));
  });
};

const listen = async (app: FastifyInstance, host: string, port: number): Promise<string> => {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(host, port, error);
  }
};

const listenError = (host: string, port: number, cause: unknown): PolkuError => {
  const details = { address: `${host}:${String(port)}`, problem: systemCode(cause) };
  return new PolkuError("server_unusable", details, { cause });
};

const close = async (app: FastifyInstance, deadlineSeconds: number): Promise<void> => {
  const deadline = setTimeout(() => app.server.closeAllConnections(), deadlineSeconds * 1000);
  // A connection that was busy when the server began to close is kept alive after its answer, and nobody ends it.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 20);
  try {
    await app.close();
  } finally {
    clearTimeout(deadline);
    clearInterval(sweep);
  }
};
