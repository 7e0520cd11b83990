// What a configuration says of streams: the inputs of a source, the collector's server, and the micro-batches.
// Secrets are never written here: every key that ends in `_file` names a file beside the configuration.
import { z } from "zod";

const positive = z.number().positive();
const count = z.number().int().positive();
const section = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).prefault({} as never);

const files = z.strictObject({
  /** One glob or several, relative to the configuration's folder. */
  files: z.union([z.string(), z.array(z.string()).nonempty()]),
  /** `polku stream` looks for new and grown files while it runs. */
  watch: z.boolean().optional(),
});

/** How a vendor signs what it sends. */
export const signatureSchemes = ["sendgrid", "zendesk", "standard"] as const;

const http = z.strictObject({
  http: z.strictObject({
    /** Holds digests of write keys, one a line; made by `polku keys add`. */
    write_key_file: z.string().optional(),
    /** For `/v1/webhooks/<source>`: what the signature is made by. */
    webhook: z
      .strictObject({
        scheme: z.enum(signatureSchemes),
        /** SendGrid: the public key. Zendesk and standard webhooks: the shared secret. */
        key_file: z.string(),
        /** Older signatures are refused. */
        tolerance_seconds: positive.default(300),
      })
      .optional(),
  }),
});

const kafka = z.strictObject({
  kafka: z.strictObject({
    brokers: z.array(z.string()).nonempty(),
    topics: z.array(z.string()).nonempty(),
    group: z.string().default("polku"),
    /** Avro and JSON Schema values, with a registry that speaks Confluent's API. */
    schema_registry: z
      .strictObject({
        url: z.string(),
        username: z.string().optional(),
        password_file: z.string().optional(),
      })
      .optional(),
    sasl: z
      .strictObject({
        mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]),
        username: z.string(),
        password_file: z.string(),
      })
      .optional(),
    tls: z
      .strictObject({
        ca_file: z.string().optional(),
        cert_file: z.string().optional(),
        key_file: z.string().optional(),
      })
      .optional(),
  }),
});

/** One input of a source. The same event through two inputs of one source is stored once. */
export const streamInput = z.union([files, http, kafka]);

export type FilesInput = z.output<typeof files>;
export type HttpInput = z.output<typeof http>["http"];
export type KafkaInput = z.output<typeof kafka>["kafka"];

/** The server of `polku stream`. */
export const httpSettings = section({
  host: z.string().default("127.0.0.1"),
  /** 0: any free port. */
  port: z.number().int().min(0).max(65_535).default(8080),
  /** Holds digests of the keys that may read profiles; without it nobody may. */
  read_key_file: z.string().optional(),
  /** Origins of web pages that may send, each exactly as a browser writes it. */
  cors_origins: z.array(z.string()).default([]),
  /** Of a request's body, after it was unpacked. */
  max_body_bytes: count.default(10_000_000),
  /** Events in one request. */
  max_items: count.default(10_000),
  /** Events a second and key, on average; above it the answer is 429. */
  max_events_per_second: positive.default(100_000),
});

/** How `polku stream` works. */
export const streamSettings = section({
  /** A micro-batch ends with so many records, or so long after its first one came. */
  batch_records: count.default(100_000),
  batch_seconds: positive.default(0.2),
  /** How often a record on which everything else fails is tried before it is set aside. */
  attempts: count.default(3),
  /** How often watched files are looked for. */
  watch_seconds: positive.default(1),
  /** After SIGTERM: how long requests and the running batch may take. */
  drain_seconds: positive.default(20),
  /** Readiness turns false where a batch takes longer, or a consumer is silent for so long. */
  stall_seconds: positive.default(60),
});
