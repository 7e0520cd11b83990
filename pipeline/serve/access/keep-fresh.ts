// Reads the files of keys again while a stream runs, so that a key that was added or removed counts within a second.
// SIGHUP is not needed: whoever writes the file does not have to know the process.
import { PolkuError } from "../../../models/errors.ts";

/** Something that can be read again from files that changed. */
export interface Reloadable {
  reload(): Promise<boolean>;
}

/**
 * Looks at the files every so many seconds until the returned function is called. `report` is told of a failure once,
 * until it is another one; meanwhile the keys of before hold.
 */
export const keepFresh = (
  reloadables: readonly Reloadable[],
  report: (error: PolkuError) => void,
  everySeconds = 1,
): (() => void) => {
  let reported = "";
  const look = async (): Promise<void> => {
    let problems = "";
    for (const reloadable of reloadables) {
      try {
        await reloadable.reload();
      } catch (error) {
        if (!(error instanceof PolkuError)) throw error;
        problems += error.message;
        if (!reported.includes(error.message)) report(error);
      }
    }
    reported = problems;
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, everySeconds * 1000);
  timer.unref();
  return () => clearInterval(timer);
};
