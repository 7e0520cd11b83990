// What is wrong with statements that someone wants to make: all of it at once, each with its place.
import { PolkuError } from "../../models/errors.ts";

/** Its message is a sentence without the first capital and the full stop. No value of an identifier stands in it. */
export class Mistake extends Error {}

export interface Placed {
  /** Such as `F, statement 3`; empty where there is but one. */
  readonly place: string;
}

const mostShown = 20;

const sentence = (place: string, problem: string): string => {
  const whole = /[.?!]$/.test(problem) ? problem : `${problem}.`;
  return place === "" ? `${whole.slice(0, 1).toUpperCase()}${whole.slice(1)}` : `${place}: ${whole}`;
};

const usage = (problems: readonly string[]): PolkuError => {
  const more = problems.length - mostShown;
  return new PolkuError("usage", {
    problem: [...problems.slice(0, mostShown), ...(more > 0 ? [`and ${String(more)} more`] : [])].join("\n"),
  });
};

/** Runs `read` for each; throws usage with every mistake that it throws. */
export const eachOf = <Item extends Placed, Result>(
  items: readonly Item[],
  read: (item: Item, index: number) => Result,
): Result[] => {
  const problems: string[] = [];
  const results = items.flatMap((item, index) => {
    try {
      return [read(item, index)];
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      problems.push(sentence(item.place, error.message));
      return [];
    }
  });
  if (problems.length > 0) throw usage(problems);
  return results;
};
