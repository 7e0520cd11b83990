// One text for one JSON value: keys in byte order, no white space, numbers as written. Refuses nothing that is
// valid JSON and loses nothing: JSON.parse would round integers beyond 2^53.

const whiteSpace = /[ \t\n\r]*/y;
const scalarToken = /[^\s,\]}]+/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): string {
    this.#take(whiteSpace);
    const start = this.#text[this.#at];
    if (start === "{") return this.#object();
    if (start === "[") return this.#array();
    if (start === '"') return this.#string();
    return this.#take(scalarToken);
  }

  #object(): string {
    const entries: { key: string; bytes: Buffer; value: string }[] = [];
    this.#members("}", () => {
      const key = this.#string();
      this.#take(whiteSpace);
      this.#at += 1; // the colon
      entries.push({ key, bytes: Buffer.from(key), value: this.value() });
    });
    entries.sort((left, right) => Buffer.compare(left.bytes, right.bytes));
    return `{${entries.map(({ key, value }) => `${key}:${value}`).join(",")}}`;
  }

  #array(): string {
    const items: string[] = [];
    this.#members("]", () => items.push(this.value()));
    return `[${items.join(",")}]`;
  }

  /** Reads members separated by commas up to `end`; stops at the end of the text where there is none. */
  #members(end: string, member: () => void): void {
    this.#at += 1;
    this.#take(whiteSpace);
    while (this.#at < this.#text.length && this.#text[this.#at] !== end) {
      member();
      this.#take(whiteSpace);
      if (this.#text[this.#at] === ",") this.#at += 1;
      this.#take(whiteSpace);
    }
    this.#at += 1;
  }

  /** The string with its escapes in one form, so that `\u0041` and `A` are one text. */
  #string(): string {
    this.#take(whiteSpace);
    const start = this.#at;
    // By hand: a regular expression over a string of megabytes would exhaust its stack.
    let end = this.#text.indexOf('"', start + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    this.#at = end === -1 ? this.#text.length : end + 1;
    return JSON.stringify(JSON.parse(this.#text.slice(start, this.#at)));
  }

  #isEscaped(at: number): boolean {
    let backslashes = 0;
    while (this.#text[at - 1 - backslashes] === "\\") backslashes += 1;
    return backslashes % 2 === 1;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += token.length;
    return token;
  }
}

/**
 * The canonical text of a valid JSON text. Two texts have the same canonical text exactly when they hold the
 * same value: object keys in any order, escapes in any form, white space anywhere; `1` and `1.0` differ.
 * Recursion is as deep as the value is nested; `limits.max_depth` bounds it.
 */
export const canonicalJson = (text: string): string => new Reader(text).value();
