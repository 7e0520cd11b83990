// What all routes of the collector answer by: JSON, refusals, and which web pages may send.
import type { FastifyReply } from "fastify";
import { Refusal } from "./refusal.ts";

export const jsonType = "application/json; charset=utf-8";

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

/** A web page may send where its origin stands in the configuration, letter by letter. */
export const originRefusal = (
  origin: string | undefined,
  origins: ReadonlySet<string>,
): Refusal | undefined =>
  origin === undefined || origins.has(origin)
    ? undefined
    : new Refusal("origin_not_allowed", "The origin of this web page is not among http.cors_origins.");
