import { describe, expect, it } from "vitest";
import { eventTypes } from "../../../models/event-types.ts";
import { suggestion } from "../../../pipeline/config/nearest.ts";

describe("what is said after an unknown word", () => {
  it("is the word that was most likely meant", () => {
    expect(suggestion("order_complete", eventTypes)).toBe("did you mean order_completed?");
  });

  it("is all known words where they are few", () => {
    expect(suggestion("xyz", ["email", "phone"])).toBe("known are email, phone");
  });

  it("is the likest five of many, those first that share a part of it", () => {
    const said = suggestion("order_finalised", eventTypes);
    expect(said).toMatch(
      new RegExp(`^the likest of ${eventTypes.length} are order_\\w+, order_\\w+, order_\\w+`),
    );
    expect(said.split(",")).toHaveLength(5);
    expect(suggestion("", eventTypes).split(",")).toHaveLength(5);
  });
});
