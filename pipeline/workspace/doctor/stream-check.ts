// What `polku stream` will need: files of keys and secrets, a whole journal, brokers that answer. It opens a
// connection to each broker and says nothing on it; whether a login is right, the stream alone finds out.
import { readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { resolve } from "node:path";
import type { KafkaInput } from "../../../models/config/stream.ts";
import { PolkuError, systemCode } from "../../../models/errors.ts";
import type { LoadedConfig } from "../../config.ts";
import { plural } from "../../commands/terminal/figures.ts";
import { readKeys } from "../../serve/access/key-file.ts";
import { httpInputOf, keyFiles, readKeyFile } from "../../serve/access/key-places.ts";
import type { OwnedFile } from "../../serve/access/key-ring.ts";
import { ReadKeys } from "../../serve/access/read-keys.ts";
import { Webhooks } from "../../serve/access/webhooks.ts";
import { WriteKeys } from "../../serve/access/write-keys.ts";
import { type Check, failed, ok, warning } from "./check.ts";
import { examineJournal } from "./journal-check.ts";

const patienceMilliseconds = 1000;

/** What was wrong, with what to do about it, in one line; of a configuration the place alone. */
const problemOf = (error: unknown): string => {
  if (!(error instanceof PolkuError)) return systemCode(error);
  const lines = error.message.split("\n");
  return error.code === "config_invalid" ? (lines[1] ?? "") : lines.slice(0, 2).join(" ");
};

const keysCheck = async ({ owner, file }: OwnedFile): Promise<Check> => {
  const name = `keys ${owner}`;
  try {
    const { length } = await readKeys(file);
    if (length === 0) return warning(name, `${file.name} holds no key; \`${file.command}\` makes one`);
    return ok(name, `${file.name}: ${plural(length, "key")}`);
  } catch (error) {
    return failed(name, problemOf(error));
  }
};

/** That no key has two owners, which only all the files together tell; and webhooks' keys. */
const together = async (name: string, load: () => Promise<unknown>): Promise<Check[]> => {
  try {
    await load();
    return [];
  } catch (error) {
    return [failed(name, problemOf(error))];
  }
};

const examineKeys = async (loaded: LoadedConfig): Promise<Check[]> => {
  const checks: Check[] = [];
  for (const file of keyFiles(loaded)) checks.push(await keysCheck(file));
  if (checks.some(({ status }) => status === "failed")) return checks;
  return [
    ...checks,
    ...(await together("keys", () => WriteKeys.load(loaded))),
    ...(readKeyFile(loaded) === undefined ? [] : await together("keys", () => ReadKeys.load(loaded))),
  ];
};

/** Files that hold secrets in clear text, by the name of their source's check. */
const secretFiles = ({ config }: LoadedConfig): { name: string; file: string }[] =>
  config.sources.flatMap((source) => {
    const name = `source ${source.name}`;
    const webhook = httpInputOf(source)?.webhook;
    const kafka = (source.inputs ?? []).flatMap((input) => ("kafka" in input ? [input.kafka] : []));
    const files = [
      webhook === undefined || webhook.scheme === "sendgrid" ? undefined : webhook.key_file,
      ...kafka.flatMap(({ sasl, tls, schema_registry: registry }) => [
        sasl?.password_file,
        tls?.key_file,
        registry?.password_file,
      ]),
    ];
    return files.flatMap((file) => (file === undefined ? [] : [{ name, file }]));
  });

const examineSecretFile = async (name: string, file: string, folder: string): Promise<Check[]> => {
  const path = resolve(folder, file);
  try {
    await readFile(path);
    const isOpen = ((await stat(path)).mode & 0o077) !== 0;
    return isOpen ? [warning(name, `${file} can be read by others; chmod 600 makes it yours`)] : [];
  } catch (error) {
    return [failed(name, `${file} cannot be read (${systemCode(error)})`)];
  }
};

/** True where something listens at `host:port`. */
const answers = (broker: string): Promise<boolean> =>
  new Promise((done) => {
    const { hostname, port } = new URL(`tcp://${broker}`);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
    const end = (isThere: boolean): void => {
      socket.destroy();
      done(isThere);
    };
    socket.setTimeout(patienceMilliseconds, () => end(false));
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });

const examineBrokers = async (name: string, { brokers, topics }: KafkaInput): Promise<Check> => {
  const reached = await Promise.all(brokers.map(answers));
  const silent = brokers.filter((_, index) => reached[index] !== true);
  const text = `kafka ${topics.join(", ")}: ${plural(brokers.length - silent.length, "broker answers", "brokers answer")}`;
  return silent.length === 0 ? ok(name, text) : warning(name, `${text}; none at ${silent.join(", ")}`);
};

/** A check for each file of keys, secret and broker that the configuration names; none where nothing streams. */
export const examineStreams = async (loaded: LoadedConfig): Promise<Check[]> => {
  const { sources } = loaded.config;
  const checks = await examineKeys(loaded);
  const secrets: Check[] = [];
  for (const { name, file } of secretFiles(loaded)) {
    secrets.push(...(await examineSecretFile(name, file, loaded.folder)));
  }
  checks.push(...secrets);
  if (!secrets.some(({ status }) => status === "failed")) {
    checks.push(...(await together("webhooks", () => Webhooks.load(loaded))));
  }
  const inputs = sources.flatMap(({ name, inputs: given = [] }) => given.map((input) => ({ name, input })));
  for (const { name, input } of inputs) {
    if ("kafka" in input) checks.push(await examineBrokers(`source ${name}`, input.kafka));
  }
  if (inputs.some(({ input }) => "http" in input)) checks.push(...(await examineJournal(loaded.workspace)));
  return checks;
};
