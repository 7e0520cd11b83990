// Brings every new record of every source into the store: files are read side by side into staging, and
// committed one batch after the other. Knows which files are new; knows nothing of what is in them.
import PQueue from "p-queue";
import { Committer } from "./ingest/committer.ts";
import { fitThreads } from "./ingest/fit-threads.ts";
import { newFiles, type ReadingJob, type WhichFiles } from "./ingest/new-files.ts";
import { Reading, readingTasks } from "./ingest/reading.ts";
import { SessionPool } from "./ingest/session-pool.ts";
import type { RunContext } from "./run/run-context.ts";

/** Tasks read at the same time: while one waits for its file or its commit, the other keeps the threads busy. */
const concurrentTasks = 2;

export interface IngestOptions {
  /** Of all sources, or of watched inputs alone. */
  readonly which?: WhichFiles;
  /** Asked while files are read: once it is true the rest is left for another time. */
  readonly isEnding?: () => boolean;
}

export interface Ingested {
  readonly warnings: readonly string[];
  /** Of new contents, committed. */
  readonly records: number;
}

/** Thrown out of a file that is left unread; nothing of it is stored. */
class LeftUnread extends Error {
  override readonly name = "LeftUnread";
}

/**
 * Resolves when every new content is committed; where it is ended before, when the files are that were read to their
 * end. The first failure stops the reading and is thrown.
 */
export const ingest = async (
  context: RunContext,
  { which = "all", isEnding = () => false }: IngestOptions = {},
): Promise<Ingested> => {
  const { reporter, warehouse, config } = context;
  reporter.begin("land", "bytes");
  const { jobs, warnings } = await newFiles(context, which);
  const total = jobs.reduce((sum, job) => sum + job.sizeBytes, 0);
  await fitThreads(context, total);
  // One more than there are threads: while one waits for its block, the others keep the cores busy.
  const pool = new SessionPool(warehouse, config.engine.threads + 1);
  const committer = new Committer(context);
  const reading = new Reading(context, pool, committer);
  const queue = new PQueue({ concurrency: concurrentTasks });
  let done = 0;
  const read = async (task: readonly ReadingJob[]): Promise<void> => {
    if (isEnding()) return;
    await reading.read(task, (bytes) => {
      if (isEnding()) throw new LeftUnread();
      reporter.advance(done + bytes, total);
    });
    done += task.reduce((sum, job) => sum + job.sizeBytes, 0);
    reporter.advance(done, total);
  };
  try {
    // Sessions map blocks side by side, each on its own thread; the warehouse's threads would only get in their way.
    await warehouse.withThreads(1, () =>
      queue.addAll(
        readingTasks(jobs).map(
          (task) => () =>
            read(task).catch((error: unknown) => {
              if (!(error instanceof LeftUnread)) throw error;
            }),
        ),
      ),
    );
    await committer.drain();
  } finally {
    queue.clear();
    await queue.onIdle();
    await committer.settle();
    pool.close();
  }
  await fitThreads(context);
  reporter.end(committer.records);
  return { warnings, records: committer.records };
};
