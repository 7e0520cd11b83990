// A process of its own that appends to a journal until it is killed, and tells what was acknowledged.
// Arguments: the folder, a fault point or "", the number of the process, the position that the store remembers.
import { writeSync } from "node:fs";
import { armFaultPoint } from "../../../pipeline/fault-point.ts";
import { Journal } from "../../../pipeline/journal/journal.ts";

const [, , folder = "", fault = "", run = "0", atLeast = "1"] = process.argv;
const callers = 8;
const releaseAfter = 100n;

if (fault !== "") armFaultPoint(fault, () => process.kill(process.pid, "SIGKILL"));
const journal = await Journal.open(folder, { atLeast: BigInt(atLeast), segmentBytes: 20_000 });
let released = journal.next;

/** One caller after another: records of one to five, of lengths from nothing to a few kilobytes. */
const call = async (caller: number): Promise<void> => {
  for (let count = 0; ; count += 1) {
    const records = Array.from({ length: 1 + (count % 5) }, (_, index) => {
      const name = `${run}-${String(caller)}-${String(count)}-${String(index)}`;
      return Buffer.from(name + ".".repeat((count * 397) % 3000));
    });
    const first = await journal.append("web", records);
    writeSync(
      1,
      `appended ${run}-${String(caller)}-${String(count)} ${String(first)} ${String(records.length)}\n`,
    );
    if (caller === 0 && first > released + releaseAfter) {
      released = first;
      writeSync(1, `released ${String(first)}\n`);
      await journal.release(first);
    }
  }
};

await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
