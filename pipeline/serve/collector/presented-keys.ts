// The keys that a request presents, wherever the libraries put them. Nothing is checked here.
import type { IncomingHttpHeaders } from "node:http";
import { byteOf } from "../../../connectors/transports/files/records/json-scan.ts";
import { afterSpace, ObjectScan } from "./cutting/object-scan.ts";

const longestKey = 512;

const isPresent = (key: string | undefined): key is string =>
  key !== undefined && key !== "" && key.length <= longestKey;

const ofAuthorization = (header: string | undefined): string | undefined => {
  if (header === undefined) return undefined;
  const [, scheme = "", credentials = ""] = /^(\S+)\s+(\S+)\s*$/.exec(header) ?? [];
  if (scheme.toLowerCase() === "bearer") return credentials;
  if (scheme.toLowerCase() !== "basic") return undefined;
  // The user's name; libraries leave the password empty.
  return Buffer.from(credentials, "base64").toString("utf8").split(":", 1)[0];
};

/** Of the headers (`Authorization: Bearer`, the user of `Basic`, `x-api-key`) and of the query (`writeKey`). */
export const keysOfHeaders = (
  headers: IncomingHttpHeaders,
  query: Readonly<Record<string, unknown>>,
): string[] => {
  const own = headers["x-api-key"];
  const asked = query["writeKey"];
  return [
    ofAuthorization(headers.authorization),
    typeof own === "string" ? own : undefined,
    typeof asked === "string" ? asked : undefined,
  ].filter(isPresent);
};

const textAt = (body: Buffer, start: number, end: number): string | undefined => {
  if (start < 0 || body[start] !== byteOf.quote || end - start > longestKey + 2) return undefined;
  const text = body.toString("utf8", start + 1, end - 1);
  return text.includes("\\") ? undefined : text;
};

const keyNames = ["writeKey", "api_key", "token"];

/**
 * Of a body: `writeKey`, `api_key` or `token` of the object that it is, or of the first event in its list. PostHog's
 * library for browsers writes `token` among the event's properties.
 */
export const keysOfBody = (body: Buffer): string[] => {
  let at = afterSpace(body, 0);
  if (body[at] === byteOf.openList) at = afterSpace(body, at + 1);
  const keys: string[] = [];
  const scan = new ObjectScan([...keyNames, "properties"]);
  if (body[at] !== byteOf.openObject || scan.object(body, at) < 0) return keys;
  const look = ({ starts, ends }: ObjectScan): void => {
    for (let index = 0; index < keyNames.length; index += 1) {
      const text = textAt(body, starts[index] ?? -1, ends[index] ?? -1);
      if (isPresent(text)) keys.push(text);
    }
  };
  look(scan);
  const properties = scan.starts[keyNames.length] ?? -1;
  if (keys.length > 0 || body[properties] !== byteOf.openObject) return keys;
  const inner = new ObjectScan(keyNames);
  if (inner.object(body, properties) >= 0) look(inner);
  return keys;
};
