import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { SeenRequests } from "../../../../pipeline/serve/access/seen-requests.ts";
import { Webhooks } from "../../../../pipeline/serve/access/webhooks.ts";
import { loadedWith, removeFolders } from "./keys-fixture.ts";
import { sendgridSigner, standardSigner, zendeskSigner } from "./signed-requests.ts";

afterAll(removeFolders);

const hook = (name: string, scheme: string, connector: string): string =>
  `  - { name: ${name}, connector: ${connector}, inputs: [ { http: { webhook: { scheme: ${scheme}, key_file: ${name}.key } } } ] }\n`;

const yaml = `sources:
${hook("mail", "sendgrid", "email/sendgrid")}${hook("care", "zendesk", "service/zendesk")}${hook("any", "standard", "polku/events")}`;

const [mail, care, any] = [sendgridSigner(), zendeskSigner(), standardSigner()];
const files = { "mail.key": `${mail.key}\n`, "care.key": care.key, "any.key": `# first\n${any.key}\r\n` };
const at = 1_764_000_000;
const now = at * 1000;
const body = Buffer.from("[]");

describe("webhooks of a configuration", () => {
  test("are verified with the key of their own source", async () => {
    const webhooks = await Webhooks.load(await loadedWith(files, yaml));
    expect(webhooks.verify("mail", mail.sign(body, at), body, now)?.problem).toBeNull();
    expect(webhooks.verify("care", care.sign(body, at), body, now)?.problem).toBeNull();
    expect(webhooks.verify("any", any.sign(body, at), body, now)?.problem).toBeNull();
    expect(webhooks.verify("care", mail.sign(body, at), body, now)?.problem).toBe("missing_header");
    for (const unknown of ["other", "__proto__", "constructor", "../mail", ""]) {
      expect(webhooks.verify(unknown, mail.sign(body, at), body, now)).toBeUndefined();
    }
  });

  test("are refused when they come again, until they are taken back", async () => {
    const webhooks = await Webhooks.load(await loadedWith(files, yaml));
    const headers = any.sign(body, at);
    const first = webhooks.verify("any", headers, body, now);
    expect(first?.isValid).toBe(true);
    expect(webhooks.verify("any", headers, body, now + 299_000)).toMatchObject({
      isValid: false,
      problem: "replayed",
    });
    if (first !== undefined) webhooks.forget("any", first);
    expect(webhooks.verify("any", headers, body, now + 1000)?.isValid).toBe(true);
    expect(webhooks.verify("any", any.sign(body, at, "msg_2"), body, now + 1000)?.isValid).toBe(true);
    expect(webhooks.verify("any", headers, body, now + 301_000)?.problem).toBe("stale");
  });

  test("are the same request however they are signed", async () => {
    // ECDSA gives another signature each time, and anybody can mirror one into a second that is valid.
    const webhooks = await Webhooks.load(await loadedWith(files, yaml));
    expect(webhooks.verify("mail", mail.sign(body, at), body, now)?.isValid).toBe(true);
    expect(webhooks.verify("mail", mail.sign(body, at), body, now)?.problem).toBe("replayed");
  });

  test("take a replaced key while they run", async () => {
    const loaded = await loadedWith(files, yaml);
    const webhooks = await Webhooks.load(loaded);
    const next = standardSigner("C".repeat(32));
    await writeFile(join(loaded.folder, "any.key"), `${any.key}\n${next.key}\n`);
    expect(await webhooks.reload()).toBe(true);
    expect(webhooks.verify("any", next.sign(body, at), body, now)?.isValid).toBe(true);
    expect(webhooks.verify("any", any.sign(body, at, "msg_2"), body, now)?.isValid).toBe(true);
    expect(await webhooks.reload()).toBe(false);
  });

  test.each([
    [{ "any.key": "" }, "any.key cannot be used: it holds no key"],
    [{ "any.key": "whsec_c2hvcnQ=" }, "any.key cannot be used: its key 1 is no key of the scheme standard"],
    [{ "mail.key": `${mail.key}\nnonsense` }, "its key 2 is no key of the scheme sendgrid"],
    [
      { "care.key": "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==" },
      "the one for tests is known to everybody",
    ],
  ])("say what is wrong with a key's file, without the key", async (given, text) => {
    const refused = Webhooks.load(await loadedWith({ ...files, ...given }, yaml));
    await expect(refused).rejects.toThrow(text);
    await expect(refused).rejects.not.toThrow(/c2hvcnQ|nonsense|dGhpc19/);
  });

  test("say that a key's file is missing, the first time already", async () => {
    const lone = `sources:\n${hook("any", "standard", "polku/events")}`;
    await expect(Webhooks.load(await loadedWith({}, lone))).rejects.toThrow(
      "any.key cannot be used: it is missing",
    );
  });
});

test("requests are remembered until they are stale, and never more than the most", () => {
  const seen = new SeenRequests(100);
  expect([seen.isFirst("a", 1000, 0), seen.isFirst("a", 1000, 1000), seen.isFirst("a", 2000, 1001)]).toEqual([
    true,
    false,
    true,
  ]);
  for (let number = 0; number < 1000; number += 1)
    expect(seen.isFirst(String(number), 5000, 1002)).toBe(true);
  expect(seen.size).toBe(100);
  expect(seen.isFirst("999", 5000, 1002)).toBe(false);
  expect(seen.isFirst("later", 9000, 5001)).toBe(true);
  expect(seen.size).toBe(1);
});
