// The answer to a request that was made durable: one result for each event, in their order, written as text.
import type { QuarantineReason } from "../../../models/verdict.ts";
import type { Item } from "./cutting/item-reader.ts";

const longestId = 256;
const plainText = /^"[ !#-[\]-~]*"$/;
const plainNumber = /^-?\d[\d.eE+-]*$/;

/** The id as a JSON string; `null` where there is none, or it is too long or too odd to be said again. */
const idText = (body: Buffer, { idStart, idEnd }: Item): string => {
  if (idStart < 0 || idEnd - idStart > longestId) return "null";
  const written = body.toString("utf8", idStart, idEnd);
  if (plainText.test(written)) return written;
  if (plainNumber.test(written)) return `"${written}"`;
  try {
    const id: unknown = JSON.parse(written);
    return typeof id === "string" ? JSON.stringify(id) : "null";
  } catch {
    return "null";
  }
};

const accepted = ',"verdict":"accepted","reason":null}';

/** `opening` is what stands before the first result. */
export const answerText = (
  opening: string,
  body: Buffer,
  items: readonly Item[],
  reasons: readonly (QuarantineReason | null)[],
): string => {
  let text = opening;
  items.forEach((item, index) => {
    const reason = reasons[index] ?? null;
    const verdict = reason === null ? accepted : `,"verdict":"quarantined","reason":"${reason}"}`;
    text += `${index === 0 ? "" : ","}{"event_id":${idText(body, item)}${verdict}`;
  });
  return `${text}]}`;
};
