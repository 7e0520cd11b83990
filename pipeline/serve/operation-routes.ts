// What whoever runs polku asks it: whether it lives, whether it can do its work, and its figures.
import type { FastifyInstance } from "fastify";
import type { ServeOptions } from "./serve-options.ts";

const isAlive = '{"status":"ok"}';

export const addOperationRoutes = (
  app: FastifyInstance,
  { sink, status, metrics }: Pick<ServeOptions, "sink" | "status" | "metrics">,
): void => {
  app.get("/healthz", (_request, reply) => reply.type("application/json").send(isAlive));
  app.get("/readyz", (_request, reply) => {
    const { isReady, reasons } = status();
    const all = sink.isDurable ? reasons : ["the journal cannot make events durable", ...reasons];
    const isAllReady = isReady && sink.isDurable;
    return reply
      .code(isAllReady ? 200 : 503)
      .type("application/json")
      .header("cache-control", "no-store")
      .send(JSON.stringify({ ready: isAllReady, reasons: all }));
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
};
