import { describe, expect, it } from "vitest";
import { originProblem } from "../../../models/config/origin.ts";
import { PolkuError } from "../../../models/errors.ts";
import { parseConfig } from "../../../pipeline/config/parse-config.ts";

const problemsOf = (text: string): string[] => {
  try {
    parseConfig(text, "polku.yaml");
  } catch (error) {
    if (!(error instanceof PolkuError)) throw error;
    return String(error.details["problems"])
      .split("\n")
      .map((line) => line.replace(/^polku\.yaml:\d+: /, ""));
  }
  return [];
};

const withInputs = (inputs: string, connector = "polku/events"): string =>
  `sources: [ { name: a, connector: ${connector}, inputs: ${inputs} } ]\n`;

const kafka = (more: string, topics = "[x]"): string =>
  `[ { kafka: { brokers: ["b:9092"], topics: ${topics}, ${more} } } ]`;

describe("a misspelt input", () => {
  it.each([
    ["{ kafka: { brokers: ['b:1'], topcis: [x] } }", "kafka.topcis: unknown key; did you mean topics?"],
    ["{ kafak: { brokers: ['b:1'], topics: [x] } }", "kafak: unknown key; did you mean kafka?"],
    ["{ kafka: { brokers: 'b:1', topics: [x] } }", "kafka.brokers: is a text and must be a list"],
    [
      "{ kafka: { brokers: ['b:1'], topics: [x], sasl: { mechanism: plian, username: u, password_file: p } } }",
      "kafka.sasl.mechanism: plian is unknown; did you mean plain?",
    ],
    ["{ files: x, wacth: true }", "wacth: unknown key; did you mean watch?"],
    ["{ http: { write_key_fiel: x } }", "http.write_key_fiel: unknown key; did you mean write_key_file?"],
    [
      "{ http: { webhook: { scheme: sendgird, key_file: k } } }",
      "http.webhook.scheme: sendgird is unknown; did you mean sendgrid?",
    ],
    [
      "{ files: x, kafka: { brokers: ['b:1'], topics: [x] } }",
      "kafka: does not go with the other keys here; give it an entry of its own",
    ],
    ["{ files: [] }", "files: must have at least 1 entries"],
    ["{ }", "is empty; give files or http or kafka"],
    ["http", "is a text and must be a map"],
  ])("%s is named where it is wrong", (input, problem) => {
    const problems = problemsOf(withInputs(`[ ${input} ]`));
    const place = problem.startsWith("is ") ? `sources[0].inputs[0]: ` : `sources[0].inputs[0].`;
    expect(problems).toContain(place + problem);
    expect(problems.filter((line) => !/is missing/.test(line))).toHaveLength(1);
  });
});

describe("inputs and keys that cannot work", () => {
  it.each([
    [
      withInputs("[ { http: {} } ]"),
      "sources[0].inputs[0].http: says of nobody that they may send; give write_key_file or webhook",
    ],
    [
      withInputs("[ { http: { write_key_file: k } }, { http: { write_key_file: l } } ]"),
      "sources[0].inputs[1].http: a source has one http input; put all of it there",
    ],
    [
      withInputs("[ { http: { webhook: { scheme: sendgrid, key_file: k } } } ]", "service/zendesk"),
      "sources[0].inputs[0].http.webhook.scheme: sendgrid signs for email/sendgrid, and the connector is service/zendesk",
    ],
    [
      `${withInputs("[ { http: { write_key_file: ./k } } ]")}http: { read_key_file: k }\n`,
      "http.read_key_file: is the file of the write keys of a already; each has its own",
    ],
    [
      withInputs("[ { http: { write_key_file: k, webhook: { scheme: standard, key_file: k } } } ]"),
      "sources[0].inputs[0].http.webhook.key_file: is the file of the write keys of a already; each has its own",
    ],
    [
      withInputs(kafka("", "[x, y, x]")),
      "sources[0].inputs[0].kafka.topics[2]: is read by source a already; a topic is read once",
    ],
    [
      withInputs("[ { kafka: { brokers: [localhost], topics: [x] } } ]"),
      "sources[0].inputs[0].kafka.brokers[0]: must be host:port, such as localhost:9092",
    ],
    [
      withInputs(kafka("tls: { cert_file: c }")),
      "sources[0].inputs[0].kafka.tls: give cert_file and key_file together",
    ],
    [
      withInputs(kafka("schema_registry: { url: 'http://me:secret@registry' }")),
      "sources[0].inputs[0].kafka.schema_registry.url: must be an http or https address, without a user",
    ],
  ])("%s", (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it("are none where a source has files, a topic and keys of its own", () => {
    const all = `[ { files: "old/*" }, { files: "new/*", watch: true }, { http: { write_key_file: k } }, ${kafka("").slice(1)}`;
    expect(
      problemsOf(`${withInputs(all)}http: { read_key_file: r, cors_origins: ["https://shop.example"] }\n`),
    ).toEqual([]);
    for (const [scheme, connector] of [
      ["sendgrid", "email/sendgrid"],
      ["standard", "service/zendesk"],
    ]) {
      expect(
        problemsOf(
          withInputs(`[ { http: { webhook: { scheme: ${String(scheme)}, key_file: k } } } ]`, connector),
        ),
      ).toEqual([]);
    }
  });

  it("are warned of where a password travels in clear text", () => {
    const sasl = "sasl: { mechanism: plain, username: u, password_file: p }";
    const { warnings } = parseConfig(withInputs(kafka(sasl)), "polku.yaml");
    expect(warnings).toEqual([expect.stringContaining("plain without tls sends the password in clear text")]);
    expect(parseConfig(withInputs(kafka(`${sasl}, tls: {}`)), "polku.yaml").warnings).toEqual([]);
  });
});

describe("an origin of web pages", () => {
  it.each([
    "https://shop.example",
    "http://localhost:3000",
    "https://[::1]:8443",
    "capacitor://localhost",
    "https://xn--kauppa-uua.example",
  ])("may be %s", (origin) => {
    expect(originProblem(origin)).toBeUndefined();
  });

  it.each([
    ["*", "is a pattern"],
    ["https://*.shop.example", "is a pattern"],
    ["https://shop.example/", "browsers write it as https://shop.example"],
    ["https://shop.example/path", "browsers write it as https://shop.example"],
    ["https://Shop.example", "browsers write it as https://shop.example"],
    ["https://shop.example:443", "browsers write it as https://shop.example"],
    ["https://kauppä.example", "browsers write it as https://xn--kaupp-"],
    ["https://user@shop.example", "browsers write it as https://shop.example"],
    [" https://shop.example", "browsers write it as https://shop.example"],
    ["shop.example", "must be scheme://host"],
    ["//shop.example", "must be scheme://host"],
    ["null", "must be scheme://host"],
    ["", "must be scheme://host"],
    ["capacitor://localhost/", "must be scheme://host"],
    ["https://", "must be scheme://host"],
  ])("must not be %j", (origin, problem) => {
    expect(originProblem(origin)).toContain(problem);
  });
});
