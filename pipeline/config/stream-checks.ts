// What a schema cannot say of inputs and of the server: who may send, what is signed by whom, and what is read once.
import { normalize } from "node:path";
import type { Config, SourceConfig } from "../../models/config.ts";
import type { HttpInput, KafkaInput } from "../../models/config/stream.ts";
import { originProblem } from "../../models/config/origin.ts";
import type { PathProblem } from "./issue-text.ts";
import type { Path } from "./yaml-source.ts";

interface Placed<Input> {
  readonly source: SourceConfig;
  readonly path: Path;
  readonly input: Input;
}

const httpInputs = (config: Config): Placed<HttpInput>[] =>
  config.sources.flatMap((source, index) =>
    (source.inputs ?? []).flatMap((input, number) =>
      "http" in input
        ? [{ source, path: ["sources", index, "inputs", number, "http"], input: input.http }]
        : [],
    ),
  );

const kafkaInputs = (config: Config): Placed<KafkaInput>[] =>
  config.sources.flatMap((source, index) =>
    (source.inputs ?? []).flatMap((input, number) =>
      "kafka" in input
        ? [{ source, path: ["sources", index, "inputs", number, "kafka"], input: input.kafka }]
        : [],
    ),
  );

/** Connectors of vendors that sign in a way of their own. */
const ownSchemes: Readonly<Record<string, string>> = {
  sendgrid: "email/sendgrid",
  zendesk: "service/zendesk",
};

const webhookProblems = ({ source, path, input }: Placed<HttpInput>): PathProblem[] => {
  const scheme = input.webhook?.scheme ?? "standard";
  const expected = ownSchemes[scheme];
  if (expected === undefined || [expected, "custom"].includes(source.connector)) return [];
  const text = `${scheme} signs for ${expected}, and the connector is ${source.connector}`;
  return [{ path: [...path, "webhook", "scheme"], text }];
};

const httpProblems = (config: Config): PathProblem[] => {
  const inputs = httpInputs(config);
  return inputs.flatMap((placed, index) => {
    const { source, path, input } = placed;
    const isSecond = inputs.slice(0, index).some((other) => other.source === source);
    const isOpen = input.write_key_file === undefined && input.webhook === undefined;
    return [
      ...(isOpen
        ? [{ path, text: "says of nobody that they may send; give write_key_file or webhook" }]
        : []),
      ...(isSecond ? [{ path, text: "a source has one http input; put all of it there" }] : []),
      ...webhookProblems(placed),
    ];
  });
};

/** One file of keys for each purpose: else a key would have two owners, or one that anybody sees could read. */
const keyFileProblems = (config: Config): PathProblem[] => {
  const named: { readonly path: Path; readonly file: string; readonly owner: string }[] = [
    ...httpInputs(config).map(({ source, path, input }) => ({
      path: [...path, "write_key_file"],
      file: input.write_key_file ?? "",
      owner: `the write keys of ${source.name}`,
    })),
    ...httpInputs(config).map(({ source, path, input }) => ({
      path: [...path, "webhook", "key_file"],
      file: input.webhook?.key_file ?? "",
      owner: `the webhook of ${source.name}`,
    })),
    { path: ["http", "read_key_file"], file: config.http.read_key_file ?? "", owner: "the read keys" },
  ].filter(({ file }) => file !== "");
  return named.flatMap(({ path, file }, index) => {
    const first = named.slice(0, index).find((other) => normalize(other.file) === normalize(file));
    if (first === undefined) return [];
    return [{ path, text: `is the file of ${first.owner} already; each has its own` }];
  });
};

const brokerAddress = /^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/;

const kafkaProblems = (config: Config): PathProblem[] => {
  const owners = new Map<string, string>();
  return kafkaInputs(config).flatMap(({ source, path, input }) => [
    ...input.brokers.flatMap((broker, number) =>
      brokerAddress.test(broker)
        ? []
        : [{ path: [...path, "brokers", number], text: "must be host:port, such as localhost:9092" }],
    ),
    ...input.topics.flatMap((topic, number) => {
      const owner = owners.get(topic);
      owners.set(topic, owner ?? source.name);
      if (owner === undefined) return [];
      const text = `is read by source ${owner} already; a topic is read once`;
      return [{ path: [...path, "topics", number], text }];
    }),
    ...halfGiven(path, input),
  ]);
};

/** A password in an address would stand in the configuration. */
const isPlainAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
};

/** What only makes sense together. */
const halfGiven = (path: Path, { tls, schema_registry: registry }: KafkaInput): PathProblem[] => [
  ...(tls !== undefined && (tls.cert_file === undefined) !== (tls.key_file === undefined)
    ? [{ path: [...path, "tls"], text: "give cert_file and key_file together" }]
    : []),
  ...(registry !== undefined && !isPlainAddress(registry.url)
    ? [
        {
          path: [...path, "schema_registry", "url"],
          text: "must be an http or https address, without a user",
        },
      ]
    : []),
  ...(registry?.password_file !== undefined && registry.username === undefined
    ? [{ path: [...path, "schema_registry"], text: "has a password and no username" }]
    : []),
];

const originProblems = ({ http }: Config): PathProblem[] =>
  http.cors_origins.flatMap((origin, index) => {
    const text = originProblem(origin);
    return text === undefined ? [] : [{ path: ["http", "cors_origins", index], text }];
  });

/** What is wrong with what a configuration says of streams. */
export const streamProblems = (config: Config): PathProblem[] => [
  ...httpProblems(config),
  ...keyFileProblems(config),
  ...kafkaProblems(config),
  ...originProblems(config),
];

/** Passwords that travel in clear text. */
export const streamWarnings = (config: Config): PathProblem[] =>
  kafkaInputs(config)
    .filter(({ input }) => input.sasl?.mechanism === "plain" && input.tls === undefined)
    .map(({ path }) => ({
      path: [...path, "sasl", "mechanism"],
      text: "plain without tls sends the password in clear text",
    }));
