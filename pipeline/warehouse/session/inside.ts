// Whose work a statement or a call belongs to, over every await. One storage for all: Node looks through each that was ever
// used whenever a promise is made, also through those of sessions long closed.
import { AsyncLocalStorage } from "node:async_hooks";

interface Work {
  readonly token: symbol;
  /** Of somebody else, in whose course this one was begun. */
  readonly outer: Work | undefined;
  isOver: boolean;
}

const storage = new AsyncLocalStorage<Work>();

/** What is not over yet: what a finished work set going must not remember it for ever. */
const current = (): Work | undefined => {
  let work = storage.getStore();
  while (work?.isOver === true) work = work.outer;
  return work;
};

/** Runs `work`; what it calls, at once or later, is inside of the token. */
export const runInside = async <Result>(token: symbol, work: () => Promise<Result>): Promise<Result> => {
  const own: Work = { token, outer: current(), isOver: false };
  try {
    return await storage.run(own, work);
  } finally {
    own.isOver = true;
  }
};

/** Whether the caller is inside of the token; also where it outlived the work. */
export const isInside = (token: symbol): boolean => {
  for (let work = storage.getStore(); work !== undefined; work = work.outer) {
    if (work.token === token) return true;
  }
  return false;
};
