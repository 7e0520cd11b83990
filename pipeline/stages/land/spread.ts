// Spreads the items of a stream over several workers, one item at a time each.

/**
 * Calls `work` for every item, in turns. Waits for all of it, also where one call fails; then throws the first
 * failure. The stream is only read on when a worker is free.
 */
export const spread = async <Item, Worker>(
  items: AsyncIterable<Item>,
  workers: readonly Worker[],
  work: (item: Item, worker: Worker) => Promise<void>,
): Promise<void> => {
  const busy: Promise<void>[] = workers.map(() => Promise.resolve());
  let turn = 0;
  try {
    for await (const item of items) {
      const place = turn % workers.length;
      const worker = workers[place];
      if (worker === undefined) return;
      await busy[place];
      const done = work(item, worker);
      // It is awaited at the worker's next turn or at the end; until then a failure must not end the process.
      done.catch(() => undefined);
      busy[place] = done;
      turn += 1;
    }
  } finally {
    await Promise.allSettled(busy);
  }
  await Promise.all(busy);
};
