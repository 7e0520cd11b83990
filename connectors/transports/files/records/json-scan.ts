// Finds where JSON values end by brackets and quotes alone, as far as a look at the beginning of a file needs it.

export const byteOf = {
  quote: 0x22,
  comma: 0x2c,
  backslash: 0x5c,
  openList: 0x5b,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
  newline: 0x0a,
} as const;

export const isJsonSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The first place that is no white space, or the length. */
export const skipSpace = (bytes: Buffer, start: number): number => {
  let at = start;
  while (at < bytes.length && isJsonSpace(bytes[at] ?? 0)) at += 1;
  return at;
};

/** Behind the list or object that begins at `start`; -1 where it does not end, or a string holds a line end. */
export const valueEnd = (bytes: Buffer, start: number): number => {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isInString) {
      if (byte === byteOf.backslash) at += 1;
      else if (byte === byteOf.quote) isInString = false;
      else if (byte === byteOf.newline) return -1;
    } else if (byte === byteOf.quote) isInString = true;
    else if (byte === byteOf.openObject || byte === byteOf.openList) depth += 1;
    else if (byte === byteOf.closeObject || byte === byteOf.closeList) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
};

/** Whether the line that begins at `start` is one object from its first byte to its last, and no more. */
export const isObjectLine = (bytes: Buffer, start: number): boolean => {
  if (bytes[start] !== byteOf.openObject) return false;
  const newline = bytes.indexOf(byteOf.newline, start);
  const line = bytes.subarray(start, newline < 0 ? bytes.length : newline);
  const end = valueEnd(line, 0);
  return end > 2 && skipSpace(line, end) === line.length;
};
