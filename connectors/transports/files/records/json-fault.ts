// Says where a text stops being JSON, by RFC 8259 and no more. For the few records that somebody doubts: it looks at
// every byte, without recursion, so that no nesting is too deep for it.

export interface JsonFault {
  /** From 1. */
  readonly byte: number;
  /** What is wrong there, without a word of the record. */
  readonly problem: string;
}

const space = /[ \t\n\r]*/y;
const literal = /(?:true|false|null)(?![\w])/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const escape = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
// All bytes but control characters, quote and backslash.
const plain = /[ !#-[\]-\xff]*/y;
const specialNumber = /[+-]?(?:nan|inf)/iy;

/** Null where the bytes, valid UTF-8, are one JSON value. */
export const jsonFault = (bytes: Buffer): JsonFault | null => {
  const reader = new Reader(bytes.toString("latin1"));
  const problem = reader.value() ?? reader.end();
  return problem === null ? null : { byte: reader.at + 1, problem };
};

/** As a detail of the quarantine. */
export const jsonFaultText = ({ byte, problem }: JsonFault): string => `byte ${byte}: ${problem}`;

/** Each method gives what is wrong at `at`, or null and stands behind what it read. */
class Reader {
  readonly #text: string;
  /** The brackets that will close what is open. */
  readonly #closing: string[] = [];
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): string | null {
    do {
      const problem = this.#open() ?? this.#close();
      if (problem !== null) return problem;
    } while (this.#closing.length > 0);
    return null;
  }

  end(): string | null {
    this.#skip(space);
    return this.at === this.#text.length ? null : "something follows the value";
  }

  /** Reads to behind the next value that is no bracket, or behind an empty list or object. */
  #open(): string | null {
    for (;;) {
      this.#skip(space);
      const bracket = this.#text[this.at];
      if (bracket !== "{" && bracket !== "[") return this.#scalar();
      this.at += 1;
      this.#skip(space);
      const closing = bracket === "{" ? "}" : "]";
      if (this.#text[this.at] === closing) {
        this.at += 1;
        return null;
      }
      this.#closing.push(closing);
      const problem = bracket === "{" ? this.#name() : null;
      if (problem !== null) return problem;
    }
  }

  /** Behind a value: closes what ends here; null where another value follows, or nothing is open. */
  #close(): string | null {
    for (let closing = this.#closing.at(-1); closing !== undefined; closing = this.#closing.at(-1)) {
      this.#skip(space);
      const next = this.#text[this.at];
      if (next !== closing && next !== ",") return this.#unexpected(`a comma or ${closing} is missing`);
      const comma = this.at;
      this.at += 1;
      if (next === ",") {
        this.#skip(space);
        if (this.#text[this.at] === closing) {
          this.at = comma;
          return "a comma before a closing bracket";
        }
        return closing === "}" ? this.#name() : null;
      }
      this.#closing.pop();
    }
    return null;
  }

  #name(): string | null {
    if (this.#text[this.at] !== '"') return this.#unexpected("a name in quotes is missing");
    const problem = this.#string();
    if (problem !== null) return problem;
    this.#skip(space);
    if (this.#text[this.at] !== ":") return this.#unexpected("a colon is missing");
    this.at += 1;
    return null;
  }

  #scalar(): string | null {
    if (this.#text[this.at] === '"') return this.#string();
    if (this.#skip(literal) || this.#skip(number)) return null;
    const start = this.at;
    const isSpecial = this.#skip(specialNumber);
    this.at = start;
    return isSpecial ? "NaN and Infinity are no JSON" : this.#unexpected("no value begins here");
  }

  #string(): string | null {
    this.at += 1;
    for (;;) {
      this.#skip(plain);
      if (this.#text[this.at] === '"') {
        this.at += 1;
        return null;
      }
      if (this.#text[this.at] !== "\\") return this.#unexpected("a control character in a text");
      if (!this.#skip(escape)) return "an escape that JSON does not know";
    }
  }

  #unexpected(problem: string): string {
    return this.at < this.#text.length ? problem : "the record ends too early";
  }

  /** True where the pattern is there and is not empty. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.#text)) return false;
    const isEmpty = pattern.lastIndex === this.at;
    this.at = pattern.lastIndex;
    return !isEmpty;
  }
}
