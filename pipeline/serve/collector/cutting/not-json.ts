// What is said of a body that is no JSON: where it stops being some, without a word of it.
import { jsonFault } from "../../../../connectors/transports/files/records/json-fault.ts";
import { Refusal } from "../refusal.ts";

/** Longer ones are not read again only to say where they are wrong. */
const longestRead = 65_536;

export const notJson = (body: Buffer): Refusal => {
  const fault = body.length > longestRead ? null : jsonFault(body);
  const where = fault === null ? "" : ` (byte ${String(fault.byte)}: ${fault.problem})`;
  return new Refusal("not_json", `The body is no JSON${where}. Nothing of it was kept.`);
};
