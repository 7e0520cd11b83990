// One CloudEvent in binary mode as the JSON of structured mode: attributes stand in headers, the body is the data.
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md (3.1), json-format.md (3.1)
import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { afterSpace, ObjectScan } from "./object-scan.ts";

const prefix = "ce-";

export const isBinaryCloudEvent = (mediaType: string, headers: IncomingHttpHeaders): boolean =>
  !mediaType.startsWith("application/cloudevents") &&
  (headers["ce-id"] !== undefined || headers["ce-specversion"] !== undefined);

/** Header values are percent-encoded where they hold more than ASCII; quotes around them are those of RFC 7230. */
const attributeText = (header: string): string => {
  const value = /^".*"$/.test(header) ? header.slice(1, -1).replaceAll(/\\(.)/g, "$1") : header;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

const isJsonType = (mediaType: string): boolean => {
  const type = mediaType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return type === "" || type === "application/json" || type.endsWith("+json");
};

/** The data as a member: JSON as it is, other text as a string, anything else as base64. Null where it is no JSON. */
const dataMember = (body: Buffer, mediaType: string): Buffer | null => {
  if (body.length === 0) return Buffer.alloc(0);
  if (isJsonType(mediaType)) {
    const start = afterSpace(body, 0);
    const end = new ObjectScan([]).value(body, start);
    if (end < 0 || afterSpace(body, end) !== body.length) return null;
    return Buffer.concat([Buffer.from(',"data":'), body.subarray(start, end)]);
  }
  const isText = /^(text\/|application\/([\w.-]+\+)?xml)/i.test(mediaType) && isUtf8(body);
  const member = isText
    ? `,"data":${JSON.stringify(body.toString("utf8"))}`
    : `,"data_base64":"${body.toString("base64")}"`;
  return Buffer.from(member);
};

/** The event as one JSON object; null where its data says that it is JSON and is none. */
export const binaryCloudEvent = (
  body: Buffer,
  mediaType: string,
  headers: IncomingHttpHeaders,
): Buffer | null => {
  const data = dataMember(body, mediaType);
  if (data === null) return null;
  const members: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(prefix) || typeof value !== "string") continue;
    members.push(`${JSON.stringify(name.slice(prefix.length))}:${JSON.stringify(attributeText(value))}`);
  }
  if (mediaType !== "") members.push(`"datacontenttype":${JSON.stringify(mediaType)}`);
  return Buffer.concat([Buffer.from(`{${members.join(",")}`), data, Buffer.from("}")]);
};
