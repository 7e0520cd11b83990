// How deeply JSON text is nested, by counting brackets over bytes. Never parses: hostile text may be deeper than
// any parser's stack.

const quote = 0x22;
const backslash = 0x5c;
// `[` and `{`, and `]` and `}`, differ in one bit only.
const caseBit = 0x20;
const open = 0x7b;
const close = 0x7d;

/** The deepest level of brackets outside of strings. */
export const nestingDepth = (bytes: Buffer): number => {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isInString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) isInString = true;
    else if ((byte | caseBit) === open) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if ((byte | caseBit) === close) depth -= 1;
  }
  return deepest;
};

/** How many brackets open inside of strings: text in a string that is JSON itself is nested no deeper than this. */
export const bracketsInStrings = (bytes: Buffer): number => {
  let brackets = 0;
  let isInString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) isInString = !isInString;
    else if (isInString && byte === backslash) at += 1;
    else if (isInString && (byte | caseBit) === open) brackets += 1;
  }
  return brackets;
};

/** How many brackets open anywhere. */
export const bracketsInText = (bytes: Buffer): number => {
  let brackets = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (((bytes[at] ?? 0) | caseBit) === open) brackets += 1;
  }
  return brackets;
};
