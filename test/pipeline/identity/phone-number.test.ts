import { describe, expect, it } from "vitest";
import { normalisePhone } from "../../../pipeline/identity/phone-number.ts";

describe("normalisePhone", () => {
  it.each([
    ["040 123 4567", "FI"],
    ["(040) 123-4567", "FI"],
    ["+358 40 1234567", undefined],
    ["00358401234567", "FI"],
    ["tel:+358-40-123-4567", undefined],
  ])("writes %s with the country %s as E.164", (written, country) => {
    expect(normalisePhone(written, country)).toBe("+358401234567");
  });

  it("takes a national number as one of the configured country", () => {
    expect(normalisePhone("020 7946 0018", "GB")).toBe("+442079460018");
    expect(normalisePhone("040 123 4567", undefined)).toBeNull();
  });

  it.each(["", "12", "no phone", "+999 1234567", "1".repeat(5000), "+358 40 123 4567 890 1234"])(
    "refuses %.20s as malformed",
    (written) => {
      expect(normalisePhone(written, "FI")).toBeNull();
    },
  );

  it("knows no country that is none", () => {
    expect(normalisePhone("+358401234567", "XX")).toBe("+358401234567");
    expect(normalisePhone("0401234567", "XX")).toBeNull();
  });
});
