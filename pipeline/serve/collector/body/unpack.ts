// What a body is when it is unpacked: gzip, deflate and brotli, by its header or by its first bytes, and the form that
// PostHog's library for browsers writes. Never unpacks beyond the limit.
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";
import { Refusal } from "../refusal.ts";

type Unpacking = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unpackGzip: Unpacking = promisify(gunzip);
const unpackZlib: Unpacking = promisify(inflate);
const unpackRaw: Unpacking = promisify(inflateRaw);
const unpackBrotli: Unpacking = promisify(brotliDecompress);

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** RFC 1950: method 8, and a check in the first two bytes. */
const isZlib = (bytes: Buffer): boolean =>
  ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;

/** By the first bytes where they tell: proxies unpack bodies and leave the header, libraries pack them without one. */
const unpackingOf = (bytes: Buffer, encoding: string): Unpacking | null | undefined => {
  if (isGzip(bytes)) return unpackGzip;
  if (encoding === "" || encoding === "identity" || /^(x-)?gzip$/.test(encoding)) return null;
  if (encoding === "deflate") return isZlib(bytes) ? unpackZlib : unpackRaw;
  return encoding === "br" ? unpackBrotli : undefined;
};

const isTooLong = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";

const unpacked = async (bytes: Buffer, unpacking: Unpacking, limit: number): Promise<Buffer | Refusal> => {
  try {
    return await unpacking(bytes, { maxOutputLength: limit });
  } catch (error) {
    return isTooLong(error)
      ? new Refusal(
          "too_large",
          `The unpacked body is longer than ${String(limit)} bytes (http.max_body_bytes).`,
        )
      : new Refusal("damaged_encoding", "The body is not packed as its Content-Encoding says, or was cut.");
  }
};

const formStart = "data=";

/** `data=<base64>`, with percent signs; the JSON itself, percent-encoded, in older versions. */
const ofForm = (body: Buffer): Buffer | undefined => {
  if (body.toString("latin1", 0, formStart.length) !== formStart) return undefined;
  const end = body.indexOf("&");
  const field = body.toString("latin1", formStart.length, end < 0 ? body.length : end).replaceAll("+", " ");
  try {
    const text = decodeURIComponent(field);
    return /^\s*[{[]/.test(text) ? Buffer.from(text) : Buffer.from(text.replaceAll(" ", "+"), "base64");
  } catch {
    return undefined;
  }
};

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const withoutMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;

/** The bytes of the events. `limit` holds for what is unpacked. */
export const unpack = async (
  body: Buffer,
  encodingHeader: string,
  limit: number,
): Promise<Buffer | Refusal> => {
  const encoding = encodingHeader.trim().toLowerCase();
  const unpacking = unpackingOf(body, encoding);
  if (unpacking === undefined) {
    return new Refusal("unknown_encoding", "Content-Encoding may be gzip, deflate or br, one of them.");
  }
  const plain = unpacking === null ? body : await unpacked(body, unpacking, limit);
  if (plain instanceof Refusal) return plain;
  const field = ofForm(plain);
  if (field === undefined) return withoutMark(plain);
  return isGzip(field) ? unpacked(field, unpackGzip, limit) : withoutMark(field);
};
