// Reads files into staging and hands them to the committer: large ones by themselves, small ones by the hundred.
import { PolkuError } from "../../models/errors.ts";
import type { EarlierContent } from "../../connectors/transports/files/opened-file.ts";
import type { RunContext } from "../run/run-context.ts";
import { dropStaged, stageFile } from "../stages/land.ts";
import {
  readSmallFile,
  type SmallFile,
  smallFileBytes,
  stageSmallFiles,
} from "../stages/land/small-files.ts";
import type { StagedBatch } from "../stages/staged-file.ts";
import type { Committer } from "./committer.ts";
import { type KnownFile, rememberTouch } from "./known-files.ts";
import type { ReadingJob } from "./new-files.ts";
import type { SessionPool } from "./session-pool.ts";

/** At most so many small files, and so many bytes of them, are held in memory at a time. */
const togetherFiles = 1000;
const togetherBytes = 16 << 20;
/** Small files opened at the same time. */
const openFiles = 8;

/** Jobs that are read together: all of one source and small, or a single one. */
export const readingTasks = (jobs: readonly ReadingJob[]): ReadingJob[][] => {
  const tasks: ReadingJob[][] = [];
  let together: ReadingJob[] = [];
  let bytes = 0;
  for (const job of jobs) {
    const isSmall = job.sizeBytes <= smallFileBytes && !job.plan.mapping.isGrouped;
    if (!isSmall) {
      tasks.push([job]);
      continue;
    }
    const fits = together.length < togetherFiles && bytes + job.sizeBytes <= togetherBytes;
    if (together.length === 0 || !fits || together[0]?.plan !== job.plan) {
      together = [];
      bytes = 0;
      tasks.push(together);
    }
    together.push(job);
    bytes += job.sizeBytes;
  }
  return tasks;
};

export class Reading {
  readonly #context: RunContext;
  readonly #pool: SessionPool;
  readonly #committer: Committer;

  constructor(context: RunContext, pool: SessionPool, committer: Committer) {
    this.#context = context;
    this.#pool = pool;
    this.#committer = committer;
  }

  /** Resolves when the task's files are staged or known; waits first until there is room for them. */
  async read(jobs: readonly ReadingJob[], onRead: (bytes: number) => void): Promise<void> {
    const [job] = jobs;
    if (job === undefined) return;
    await this.#committer.makeRoom();
    if (jobs.length === 1) return this.#readAlone(job, onRead);
    return this.#readTogether(jobs);
  }

  async #readAlone({ file, plan, known }: ReadingJob, onRead?: (bytes: number) => void): Promise<void> {
    const earlier = readableBefore(known);
    const options = { earlier, ...(onRead === undefined ? {} : { onRead }) };
    const batch = await this.#pool.use((sessions) => stageFile(sessions, file, plan, options));
    const [staged] = batch.files;
    if (staged !== undefined && isKnown(known, staged)) {
      await this.#remember(plan.source.name, known, staged);
      await dropStaged(this.#context.warehouse.writer, [batch]);
      return;
    }
    this.#committer.add(plan.source.name, batch);
  }

  async #readTogether(jobs: readonly ReadingJob[]): Promise<void> {
    const groups = new Map<string, { job: ReadingJob; small: SmallFile }[]>();
    const alone: ReadingJob[] = [];
    for (let from = 0; from < jobs.length; from += openFiles) {
      const some = jobs.slice(from, from + openFiles);
      const read = await Promise.all(
        some.map(({ file, plan, known }) => readSmallFile(file, plan, readableBefore(known))),
      );
      for (const [index, job] of some.entries()) {
        const small = read[index] ?? null;
        if (small === null) alone.push(job);
        else if (isKnown(job.known, small.facts))
          await this.#remember(job.plan.source.name, job.known, small.facts);
        else {
          const group = groups.get(small.key) ?? [];
          groups.set(small.key, group);
          group.push({ job, small });
        }
      }
    }
    for (const group of groups.values()) alone.push(...(await this.#stageGroup(group)));
    for (const job of alone) await this.#readAlone(job);
  }

  /** Gives the jobs that have to be read alone: where the mapping fails, to find out on which file. */
  async #stageGroup(group: readonly { job: ReadingJob; small: SmallFile }[]): Promise<ReadingJob[]> {
    const [first] = group;
    if (first === undefined) return [];
    const { plan } = first.job;
    let batch: StagedBatch;
    try {
      batch = await this.#pool.use(([session]) =>
        stageSmallFiles(
          session,
          group.map(({ small }) => small),
          plan,
        ),
      );
    } catch (error) {
      if (!(error instanceof PolkuError) || error.code !== "mapping_failed") throw error;
      return group.map(({ job }) => job);
    }
    this.#committer.add(plan.source.name, batch);
    return [];
  }

  #remember(
    source: string,
    known: KnownFile,
    { modifiedNs }: { readonly modifiedNs: bigint },
  ): Promise<void> {
    return rememberTouch(this.#context.warehouse.writer, source, known.path, known.version, modifiedNs);
  }
}

const readableBefore = (known: KnownFile | undefined): EarlierContent | undefined =>
  known?.isUnreadable === false ? known : undefined;

/** Touched, but not changed. */
const isKnown = (
  known: KnownFile | undefined,
  found: Pick<KnownFile, "sha256" | "isUnreadable">,
): known is KnownFile =>
  known !== undefined && known.sha256 === found.sha256 && known.isUnreadable === found.isUnreadable;
