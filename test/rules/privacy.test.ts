import { describe, expect, it } from "vitest";
import { houseFiles, placesOf } from "./house-files.ts";

// Domains that belong to nobody (RFC 2606, RFC 6761), and none else.
const nobodys = /(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(com|org|net|fi)$/;

const addresses = /[\w.+-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi;

const strangers = houseFiles
  .filter(({ path }) => !path.startsWith("test/rules/"))
  .flatMap(({ path, text }) =>
    [...text.matchAll(addresses)].flatMap((match) => {
      const domain = (match[1] ?? "").toLowerCase();
      return nobodys.test(domain) ? [] : [`${path}: @${domain}`];
    }),
  );

describe("what stands in the files", () => {
  it("holds no address of a real domain", () => {
    expect([...new Set(strangers)]).toEqual([]);
  });

  it("names no path of one machine", () => {
    const own = houseFiles.filter(({ path }) => !path.startsWith("test/rules/"));
    expect(placesOf(own, /(^|[\s"'`(=:])\/(home|root|Users|tmp|work|mnt|var\/folders)\/\w/)).toEqual([]);
  });

  it("holds no key", () => {
    const own = houseFiles.filter(({ path }) => !path.startsWith("test/rules/"));
    expect(
      placesOf(own, /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}/),
    ).toEqual([]);
  });
});
