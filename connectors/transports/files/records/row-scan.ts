// Reads quoted rows byte by byte and writes them again without quotes, between control characters that the text
// does not hold, so that the warehouse can split them by plain search.
import { isUtf8 } from "node:buffer";
import { type RecordFault, type RecordBounds, recordVerdict, type Verdict } from "./record-block.ts";

export interface Dialect {
  readonly delimiter: number;
  /** Fields of a row; null where any number will do. */
  readonly fields: number | null;
}

/** A fault whose position is the row's place in the text, from 0. */
export interface RowScan {
  readonly text: Buffer;
  readonly rowSeparator: string;
  readonly fieldSeparator: string;
  readonly places: number;
  readonly records: number;
  readonly faults: readonly RecordFault[];
  /** Bytes of the rows that end. */
  readonly consumed: number;
  /** Where, behind `consumed`, a quote is open at the end of the bytes. */
  readonly openQuote: number | null;
}

const quote = 0x22;
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads rows until the bytes or `mostRows` end. A row without a byte is blank: a place, but no record. A quote
 * counts only where a field begins; inside quotes it is doubled.
 */
export const scanRows = (
  bytes: Buffer,
  dialect: Dialect,
  isLast: boolean,
  bounds: RecordBounds,
  mostRows = Number.POSITIVE_INFINITY,
): RowScan => {
  const scanner = new RowScanner(bytes, dialect, isLast, bounds);
  while (scanner.places < mostRows && scanner.readRow());
  return scanner.result();
};

class RowScanner {
  readonly #bytes: Buffer;
  readonly #text: Buffer;
  readonly #dialect: Dialect;
  readonly #delimiter: number;
  readonly #isLast: boolean;
  readonly #bounds: RecordBounds;
  readonly #isKnownUtf8: boolean;
  readonly #separators: Separators;
  readonly #faults: RecordFault[] = [];
  #at = 0;
  #written = 0;
  #consumed = 0;
  /** Text of the rows that end. */
  #textEnd = 0;
  #records = 0;
  #openQuote: number | null = null;
  #hasStrayText = false;
  places = 0;

  constructor(bytes: Buffer, dialect: Dialect, isLast: boolean, bounds: RecordBounds) {
    this.#bytes = bytes;
    this.#text = Buffer.allocUnsafe(bytes.length + 1);
    this.#dialect = dialect;
    this.#delimiter = dialect.delimiter;
    this.#isLast = isLast;
    this.#bounds = bounds;
    this.#isKnownUtf8 = isUtf8(bytes);
    this.#separators = separatorsFor(bytes);
  }

  /** False where no row ends any more. */
  readRow(): boolean {
    const bytes = this.#bytes;
    if (this.#at >= bytes.length) return false;
    const rowText = this.#written;
    this.#hasStrayText = false;
    let fields = 1;
    while (this.#readField()) {
      fields += 1;
      this.#write(this.#separators.field);
      this.#at += 1;
    }
    if (this.#openQuote !== null) return false;
    const rowEnd = this.#at;
    const isReturn = bytes[rowEnd] === carriageReturn;
    // A line feed of the same line end may follow in the bytes to come.
    if (!this.#isLast && (rowEnd >= bytes.length || (isReturn && rowEnd + 1 === bytes.length))) return false;
    this.#at += isReturn && bytes[rowEnd + 1] === newline ? 2 : 1;
    this.#endRow(fields, rowText, rowEnd);
    return true;
  }

  /** True where a delimiter follows, and so another field. */
  #readField(): boolean {
    const bytes = this.#bytes;
    if (bytes[this.#at] === quote && !this.#readQuoted()) return false;
    const text = this.#text;
    const delimiter = this.#delimiter;
    let at = this.#at;
    let written = this.#written;
    let byte = bytes[at];
    while (byte !== undefined && byte !== delimiter && byte !== newline && byte !== carriageReturn) {
      text[written] = byte;
      written += 1;
      at += 1;
      byte = bytes[at];
    }
    this.#at = at;
    this.#written = written;
    return byte === delimiter;
  }

  /** Reads from the opening quote to behind the closing one; false where it does not close in these bytes. */
  #readQuoted(): boolean {
    const bytes = this.#bytes;
    const text = this.#text;
    let at = this.#at + 1;
    let written = this.#written;
    for (;;) {
      const byte = bytes[at];
      const isQuote = byte === quote;
      if (byte === undefined || (isQuote && at + 1 === bytes.length && !this.#isLast)) {
        this.#openQuote = this.#at - this.#consumed;
        return false;
      }
      if (isQuote) {
        if (bytes[at + 1] !== quote) break;
        at += 1;
      }
      text[written] = byte;
      written += 1;
      at += 1;
    }
    this.#at = at + 1;
    this.#written = written;
    const next = bytes[at + 1];
    this.#hasStrayText ||=
      next !== undefined && next !== this.#delimiter && next !== newline && next !== carriageReturn;
    return true;
  }

  #endRow(fields: number, rowText: number, rowEnd: number): void {
    const isBlank = rowEnd === this.#consumed || (this.#dialect.fields === 1 && this.#written === rowText);
    if (!isBlank) {
      this.#records += 1;
      const row = this.#bytes.subarray(this.#consumed, rowEnd);
      const verdict = this.#verdict(row, fields);
      if (verdict !== null) {
        this.#faults.push({
          position: this.places,
          ...verdict,
          bytes: row.subarray(0, this.#bounds.keptBytes),
        });
        this.#written = rowText;
      }
    }
    this.#write(this.#separators.row);
    this.places += 1;
    this.#consumed = Math.min(this.#at, this.#bytes.length);
    this.#textEnd = this.#written;
  }

  #write(byte: number): void {
    this.#text[this.#written] = byte;
    this.#written += 1;
  }

  #verdict(row: Buffer, fields: number): Verdict | null {
    const verdict = recordVerdict(row, this.#isKnownUtf8, this.#bounds, "text");
    if (verdict !== null) return verdict;
    const wanted = this.#dialect.fields ?? fields;
    if (this.#hasStrayText) return { reason: "bad_row", detail: "text behind a closing quote" };
    if (fields !== wanted) return { reason: "bad_row", detail: `${fields} fields, the header has ${wanted}` };
    const { row: rowSeparator, field, areFree } = this.#separators;
    const isAmbiguous = !areFree && (row.includes(rowSeparator) || row.includes(field));
    return isAmbiguous ? { reason: "bad_row", detail: "too many kinds of control characters" } : null;
  }

  result(): RowScan {
    return {
      text: this.#text.subarray(0, this.#textEnd),
      rowSeparator: String.fromCharCode(this.#separators.row),
      fieldSeparator: String.fromCharCode(this.#separators.field),
      places: this.places,
      records: this.#records,
      faults: this.#faults,
      consumed: this.#consumed,
      openQuote: this.#openQuote,
    };
  }
}

interface Separators {
  readonly row: number;
  readonly field: number;
  readonly areFree: boolean;
}

/** Two control characters that the bytes do not hold; where they hold all, two that a row must not hold. */
const separatorsFor = (bytes: Buffer): Separators => {
  const candidates = [0x1e, 0x1f, 0x1d, 0x1c, 1, 2, 3, 4, 5, 6, 7, 8];
  const [row, field] = candidates.filter((byte) => !bytes.includes(byte));
  return row === undefined || field === undefined
    ? { row: 0x1e, field: 0x1f, areFree: false }
    : { row, field, areFree: true };
};
