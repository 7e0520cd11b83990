// The webhooks of a configuration: which sources have one, by which keys it is signed, and which requests came before.
import type { KeyObject } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { resolve } from "node:path";
import type { HttpInput } from "../../../models/config/stream.ts";
import type { LoadedConfig } from "../../config.ts";
import { fileStamp, readSmallFile, type SecretFile, unusable } from "./key-file.ts";
import { httpInputOf } from "./key-places.ts";
import { SeenRequests } from "./seen-requests.ts";
import { schemes, type SignatureSchemeName, type SignatureVerdict, verifySignature } from "./signatures.ts";

type WebhookSettings = NonNullable<HttpInput["webhook"]>;

interface Webhook extends WebhookSettings {
  readonly source: string;
  readonly file: SecretFile;
}

/** Where the vendor shows the key. */
const whereToFind: Readonly<Record<SignatureSchemeName, string>> = {
  sendgrid: "SendGrid shows it as Verification Key under Mail Settings, Signed Event Webhook",
  zendesk: "Zendesk shows it as signing secret of the webhook; the one for tests is known to everybody",
  standard: "it begins with whsec_ and is base64 of at least 24 bytes",
};

const pemBlock = /-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g;

/** Keys one a line, or as PEM; several while one is replaced. */
const keyTexts = (text: string): string[] => [
  ...(text.match(pemBlock) ?? []),
  ...text
    .replace(pemBlock, "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#")),
];

const readWebhookKeys = async ({ scheme, file }: Webhook): Promise<KeyObject[]> => {
  const remedy = `Put the key there: ${whereToFind[scheme]}.`;
  const texts = keyTexts((await readSmallFile(file, remedy)).replace(/^\uFEFF/, ""));
  if (texts.length === 0) throw unusable(file, "it holds no key", remedy);
  return texts.map((text, index) => {
    const key = schemes[scheme].readKey(text);
    if (key !== undefined) return key;
    throw unusable(file, `its key ${String(index + 1)} is no key of the scheme ${scheme}`, remedy);
  });
};

const webhooksOf = (loaded: LoadedConfig): Webhook[] =>
  loaded.config.sources.flatMap((source) => {
    const webhook = httpInputOf(source)?.webhook;
    if (webhook === undefined) return [];
    const file = { name: webhook.key_file, path: resolve(loaded.folder, webhook.key_file) };
    return [{ ...webhook, source: source.name, file }];
  });

export class Webhooks {
  readonly #webhooks: ReadonlyMap<string, Webhook>;
  #keys: ReadonlyMap<string, readonly KeyObject[]> = new Map();
  #stamps: string | undefined;
  readonly #seen = new SeenRequests();

  private constructor(webhooks: readonly Webhook[]) {
    this.#webhooks = new Map(webhooks.map((webhook) => [webhook.source, webhook]));
  }

  /** Reads the keys of every webhook. Throws keys_unusable where one is missing or is none of its scheme. */
  static async load(loaded: LoadedConfig): Promise<Webhooks> {
    const webhooks = new Webhooks(webhooksOf(loaded));
    await webhooks.reload();
    return webhooks;
  }

  /** As of KeyRing: reads changed files again, and keeps the keys of before where it throws. */
  async reload(): Promise<boolean> {
    const webhooks = [...this.#webhooks.values()];
    const found = await Promise.all(webhooks.map(({ file }) => fileStamp(file.path)));
    const stamps = found.map((stamp) => stamp ?? "missing").join(" ");
    if (stamps === this.#stamps) return false;
    const keys = new Map<string, readonly KeyObject[]>();
    for (const webhook of webhooks) keys.set(webhook.source, await readWebhookKeys(webhook));
    this.#keys = keys;
    this.#stamps = stamps;
    return true;
  }

  /**
   * Checks a request for a source; undefined where the source has no webhook. One that is valid is remembered, and the
   * same one again is `replayed`, until `forget` takes it back.
   */
  verify(
    source: string,
    headers: IncomingHttpHeaders,
    rawBody: Buffer,
    now = Date.now(),
  ): SignatureVerdict | undefined {
    const webhook = this.#webhooks.get(source);
    const keys = this.#keys.get(source);
    if (webhook === undefined || keys === undefined) return undefined;
    const { scheme, tolerance_seconds: tolerance } = webhook;
    const verdict = verifySignature(scheme, keys, headers, rawBody, now, tolerance);
    if (verdict.signed === null) return verdict;
    const until = (verdict.signedAt ?? now) + tolerance * 1000;
    return this.#seen.isFirst(`${source} ${verdict.signed}`, until, now)
      ? verdict
      : { ...verdict, isValid: false, problem: "replayed" };
  }

  /** Call it where a valid request could not be made durable: its sender will send the same again. */
  forget(source: string, { signed }: SignatureVerdict): void {
    if (signed !== null) this.#seen.forget(`${source} ${signed}`);
  }
}
