// The name of a number as a user writes it, `KIND:NAME/WHAT`, in its parts; and refusals that name the nearest known.
import { PolkuError } from "../../../../models/errors.ts";
import { suggestionSentence } from "../../../config/nearest.ts";

export const cellKinds = ["touchpoints", "journeys", "visits", "drop-offs", "funnel", "paths"] as const;

export type CellKind = (typeof cellKinds)[number];

export interface CellName {
  /** Whole, for messages. */
  readonly text: string;
  readonly kind: CellKind;
  /** Of the journey, funnel or definition; of touchpoints a channel or label. */
  readonly name: string;
  /** What of it; empty where all of it is meant. */
  readonly rest: string;
}

const example = "write it as in funnel:checkout/2/dropped";

/** Refuses a word of a cell's name. */
export const refuseWord = (
  { text }: Pick<CellName, "text">,
  what: string,
  word: string,
  known: readonly string[],
): PolkuError =>
  new PolkuError("usage", {
    problem: `${text.slice(0, 120)}: ${what} ${JSON.stringify(word.slice(0, 80))}; ${
      known.length === 0 ? "nothing is known of that kind." : suggestionSentence(word, known)
    }`,
  });

/** Throws usage. */
export const parseCell = (text: string): CellName => {
  const [, word = "", name = "", rest = ""] = /^([^:]*):?([^]*?)$/.exec(text)?.slice() ?? [];
  const kind = cellKinds.find((known) => known === word);
  if (kind === undefined) throw refuseWord({ text }, `no number is called (${example})`, word, cellKinds);
  if (kind === "touchpoints") return { text, kind, name, rest };
  const slash = name.indexOf("/");
  return slash < 0
    ? { text, kind, name, rest: "" }
    : { text, kind, name: name.slice(0, slash), rest: name.slice(slash + 1) };
};

/** One of the names of the configuration; the only one where none is said. Throws usage. */
export const knownName = (cell: CellName, what: string, names: readonly string[]): string => {
  const [only] = names;
  if (cell.name === "" && names.length === 1 && only !== undefined) return only;
  if (names.includes(cell.name)) return cell.name;
  throw refuseWord(cell, `there is no ${what}`, cell.name, names);
};
