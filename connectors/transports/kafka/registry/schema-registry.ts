// Schemas out of a registry that speaks Confluent's API (Schema Registry API reference: `GET /schemas/ids/{id}`, `GET
// /subjects/{subject}/versions/{version}`). An id never changes its meaning, so what was found is kept.
import { z } from "zod";
import { messageOf } from "../kafka-log.ts";
import { AvroBytes, Undecodable } from "./avro-bytes.ts";
import { avroReader, type NamedTypes } from "./avro-json.ts";

/** Nobody knows yet what a schema is: the registry does not answer, or refuses. To be tried again. */
export class RegistryUnreachable extends Error {
  override readonly name = "RegistryUnreachable";
}

export interface RegistrySettings {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** From a value, without the five bytes before it, to JSON text. Throws Undecodable. */
export type Decode = (value: Buffer) => Buffer;

const answerTimeout = 5000;
/** An id that is not known may be known soon. */
const unknownMilliseconds = 5000;
const mostReferences = 1000;

const reference = z.object({ name: z.string(), subject: z.string(), version: z.number() });
const registered = z.object({
  schema: z.string(),
  schemaType: z.string().default("AVRO"),
  references: z.array(reference).nullish(),
});
type Registered = z.output<typeof registered>;

const asIs: Decode = (value) => value;

const refuse =
  (problem: string): Decode =>
  () => {
    throw new Undecodable(problem);
  };

export class SchemaRegistry {
  readonly #settings: RegistrySettings;
  readonly #known = new Map<number, { readonly decode: Decode; readonly until: number }>();

  constructor(settings: RegistrySettings) {
    this.#settings = settings;
  }

  /** Of the schema with this id. Throws RegistryUnreachable. */
  async decoder(id: number): Promise<Decode> {
    const known = this.#known.get(id);
    if (known !== undefined && known.until > Date.now()) return known.decode;
    const found = await this.#get(`schemas/ids/${id}`);
    const decode = found === null ? refuse("unknown schema") : await this.#decoderOf(found);
    const until = found === null ? Date.now() + unknownMilliseconds : Infinity;
    this.#known.set(id, { decode, until });
    return decode;
  }

  async #decoderOf(found: Registered): Promise<Decode> {
    if (found.schemaType === "JSON") return asIs;
    if (found.schemaType !== "AVRO") return refuse(`schemas of type ${found.schemaType} are not read`);
    const named: NamedTypes = new Map();
    try {
      await this.#readReferences(found, named, new Set());
      const read = avroReader(JSON.parse(found.schema), named);
      return (value) => {
        const bytes = new AvroBytes(value, 0);
        const text = read(bytes);
        if (!bytes.isAtEnd) throw new Undecodable("bytes after its end");
        return Buffer.from(text);
      };
    } catch (error) {
      if (error instanceof RegistryUnreachable) throw error;
      return refuse("its schema cannot be read");
    }
  }

  /** What a schema refers to comes first: its own types may use it. */
  async #readReferences({ references }: Registered, named: NamedTypes, seen: Set<string>): Promise<void> {
    for (const { subject, version } of references ?? []) {
      const path = `subjects/${encodeURIComponent(subject)}/versions/${version}`;
      if (seen.has(path) || seen.size > mostReferences) continue;
      seen.add(path);
      const found = await this.#get(path);
      if (found === null) throw new Undecodable("a schema it refers to is unknown");
      await this.#readReferences(found, named, seen);
      avroReader(JSON.parse(found.schema), named);
    }
  }

  /** Null where there is none. */
  async #get(path: string): Promise<Registered | null> {
    const { url, username, password = "" } = this.#settings;
    const login = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    try {
      const answer = await fetch(`${url.replace(/\/+$/, "")}/${path}`, {
        headers: {
          accept: "application/vnd.schemaregistry.v1+json, application/json",
          ...(username === undefined ? {} : { authorization: login }),
        },
        signal: AbortSignal.timeout(answerTimeout),
      });
      if (answer.status === 404) {
        await answer.body?.cancel();
        return null;
      }
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      return registered.parse(await answer.json());
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      throw new RegistryUnreachable(`the schema registry is not there: ${messageOf(error)}${cause}`, {
        cause: error,
      });
    }
  }
}
