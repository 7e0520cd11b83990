// Spreads the items of a stream over several workers: whoever is free takes the next.

/**
 * Calls `work` for every item, each worker one at a time. Waits for all of it, also where one call fails; then throws
 * the first failure. One item is read ahead, so that a worker that becomes free need not wait for the stream.
 */
export const spread = async <Item, Worker>(
  items: AsyncIterable<Item>,
  workers: readonly Worker[],
  work: (item: Item, worker: Worker) => Promise<void>,
): Promise<void> => {
  const stream = items[Symbol.asyncIterator]();
  let ahead: Promise<IteratorResult<Item>> | undefined;
  const read = (): Promise<IteratorResult<Item>> => {
    const reading = stream.next();
    // It is awaited by whoever takes it; until then a failure must not end the process.
    reading.catch(() => undefined);
    return reading;
  };
  const failures: unknown[] = [];
  const serve = async (worker: Worker): Promise<void> => {
    while (failures.length === 0) {
      const taken = ahead ?? read();
      ahead = read();
      const { done, value } = await taken;
      if (done === true) return;
      await work(value, worker);
    }
  };
  await Promise.all(workers.map((worker) => serve(worker).catch((error: unknown) => failures.push(error))));
  if (failures.length === 0) return;
  await stream.return?.();
  throw failures[0];
};
