// Lets kafkajs rest: after each request it sets a timer for requests that wait, also where none does, and for a moment
// that is long past; newer Nodes warn of that on standard error. Where nothing waits there is nothing to be set.
import { createRequire } from "node:module";

/** Of the queue of a connection (`src/network/requestQueue/index.js` of kafkajs 2.2.4). */
interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const isQueueClass = (value: unknown): value is { readonly prototype: RequestQueue } =>
  typeof value === "function" &&
  typeof (value.prototype as Partial<RequestQueue>).scheduleCheckPendingRequests === "function";

let isDone = false;

/** Call it before the first connection. Another kafkajs is left as it is. */
export const restIdleQueues = (): void => {
  if (isDone) return;
  isDone = true;
  const found: unknown = createRequire(import.meta.url)("kafkajs/src/network/requestQueue/index.js");
  if (!isQueueClass(found)) return;
  const { prototype } = found;
  const { scheduleCheckPendingRequests: schedule } = prototype;
  prototype.scheduleCheckPendingRequests = function restOrSchedule(this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
};
