// What the configuration says of Kafka, as its client wants it: passwords, keys and certificates are read from their
// files, beside the configuration. None of them is ever told.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { KafkaInput } from "../../../models/config/stream.ts";
import { PolkuError, systemCode } from "../../../models/errors.ts";
import type { ClientSettings, Login, Trust } from "./client/client.ts";
import { SchemaRegistry } from "./registry/schema-registry.ts";
import { plainValues, registeredValues, type ValueDecoder } from "./value-decoder.ts";

export interface KafkaPlace {
  readonly source: string;
  /** Of the configuration: its files are relative to it. */
  readonly folder: string;
}

/** Throws input_unusable where a file cannot be read. */
const secretOf = async ({ source, folder }: KafkaPlace, file: string): Promise<string> => {
  try {
    return (await readFile(resolve(folder, file), "utf8")).trim();
  } catch (error) {
    throw new PolkuError(
      "input_unusable",
      {
        input: "kafka",
        source,
        problem: `the file ${file} cannot be read (${systemCode(error)})`,
        remedy: "Put the file there, readable to polku, or name another in the configuration.",
      },
      { cause: error },
    );
  }
};

const saslOf = async (
  place: KafkaPlace,
  { mechanism, username, password_file }: NonNullable<KafkaInput["sasl"]>,
): Promise<Login> => ({ mechanism, username, password: await secretOf(place, password_file) });

const tlsOf = async (
  place: KafkaPlace,
  { ca_file, cert_file, key_file }: NonNullable<KafkaInput["tls"]>,
): Promise<Trust> => ({
  ...(ca_file === undefined ? {} : { ca: [await secretOf(place, ca_file)] }),
  ...(cert_file === undefined ? {} : { cert: await secretOf(place, cert_file) }),
  ...(key_file === undefined ? {} : { key: await secretOf(place, key_file) }),
});

/** The same from one start to the next, and of no other input. */
const clientIdOf = ({ source, folder }: KafkaPlace, { topics }: KafkaInput): string => {
  const place = [hostname(), resolve(folder), source, ...topics].join("\n");
  return `polku-${createHash("sha256").update(place).digest("hex").slice(0, 12)}`;
};

export const clientSettings = async (
  place: KafkaPlace,
  settings: KafkaInput,
  metadataMilliseconds: number,
): Promise<ClientSettings> => ({
  brokers: settings.brokers,
  clientId: clientIdOf(place, settings),
  group: settings.group,
  sasl: settings.sasl === undefined ? undefined : await saslOf(place, settings.sasl),
  tls: settings.tls === undefined ? undefined : await tlsOf(place, settings.tls),
  metadataMilliseconds,
});

export const valueDecoder = async (
  place: KafkaPlace,
  { schema_registry: registry }: KafkaInput,
): Promise<ValueDecoder> => {
  if (registry === undefined) return plainValues;
  const { url, username, password_file: file } = registry;
  const password = file === undefined ? undefined : await secretOf(place, file);
  return registeredValues(new SchemaRegistry({ url, username, password }));
};
