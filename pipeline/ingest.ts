// Brings every new record of every source into the store: files are read side by side into staging, and
// committed one batch after the other. Knows which files are new; knows nothing of what is in them.
import PQueue from "p-queue";
import { findFiles, type FoundFile } from "../connectors/transports/files.ts";
import type { SourceConfig } from "../models/config.ts";
import { Committer } from "./ingest/committer.ts";
import { knownFiles, originOf, type KnownFile, rememberTouch } from "./ingest/known-files.ts";
import { SessionPool } from "./ingest/session-pool.ts";
import { stagePlan } from "./ingest/stage-plan.ts";
import { statFile, unchanged } from "./ingest/file-state.ts";
import type { RunContext } from "./run/run-context.ts";
import { dropStaged, type InputFile, stageFile } from "./stages/land.ts";
import type { StagePlan } from "./stages/land/stage-plan.ts";

/** Files read at the same time, and sessions that work on each. */
const concurrentFiles = 2;
const sessionsPerFile = 2;

interface Job {
  readonly file: InputFile;
  readonly plan: StagePlan;
  readonly known: KnownFile | undefined;
  readonly sizeBytes: number;
}

/** Resolves when every new content is committed. The first failure stops the reading and is thrown. */
export const ingest = async (context: RunContext): Promise<{ warnings: readonly string[] }> => {
  const { reporter, warehouse } = context;
  reporter.begin("land", "bytes");
  const jobs: Job[] = [];
  const warnings: string[] = [];
  for (const source of context.config.sources) {
    const found = await matchedFiles(context, source);
    jobs.push(...(await newFiles(context, source, found.files)));
    warnings.push(...found.warnings);
  }
  const total = jobs.reduce((sum, job) => sum + job.sizeBytes, 0);
  const pool = new SessionPool(warehouse, sessionsPerFile);
  const committer = new Committer(context);
  const queue = new PQueue({ concurrency: concurrentFiles });
  let done = 0;
  try {
    await queue.addAll(
      jobs.map((job) => async () => {
        await readFile(context, pool, committer, job, (bytes) => reporter.advance(done + bytes, total));
        done += job.sizeBytes;
        reporter.advance(done, total);
      }),
    );
    await committer.drain();
  } finally {
    queue.clear();
    await queue.onIdle();
    await committer.settle();
    pool.close();
  }
  reporter.end(committer.records);
  return { warnings };
};

/** The files of a source, each once, and a warning for each glob that matches none. */
const matchedFiles = async ({ folder }: RunContext, source: SourceConfig) => {
  const files = new Map<string, FoundFile>();
  const warnings: string[] = [];
  for (const pattern of patternsOf(source)) {
    const matched = await findFiles([pattern], folder);
    for (const file of matched) files.set(file.absolutePath, file);
    if (matched.length === 0) warnings.push(`source ${source.name}: ${pattern} matches no file.`);
  }
  return { files: [...files.values()], warnings };
};

/** The files whose content is not in the store as far as size and time tell. */
const newFiles = async (
  context: RunContext,
  source: SourceConfig,
  files: readonly FoundFile[],
): Promise<Job[]> => {
  const plan = await stagePlan(source, context);
  const known = await knownFiles(context.warehouse.writer, source.name);
  const jobs: Job[] = [];
  for (const { path, absolutePath } of files) {
    const state = await statFile(absolutePath);
    const before = known.get(path);
    if (before !== undefined && unchanged(before, state)) continue;
    const origin = originOf(path, (before?.version ?? 0) + 1);
    jobs.push({ file: { path, absolutePath, origin }, plan, known: before, sizeBytes: state.sizeBytes });
  }
  return jobs;
};

/** Every glob of a source. */
export const patternsOf = (source: SourceConfig): string[] =>
  [source.files ?? [], ...(source.inputs ?? []).map((input) => input.files)].flat();

const readFile = async (
  { warehouse }: RunContext,
  pool: SessionPool,
  committer: Committer,
  { file, plan, known }: Job,
  onRead: (bytes: number) => void,
): Promise<void> => {
  const staged = await pool.use((sessions) =>
    stageFile(sessions, file, plan, { onRead, earlier: known?.isUnreadable === false ? known : undefined }),
  );
  const isSame =
    known !== undefined && known.sha256 === staged.sha256 && known.isUnreadable === staged.isUnreadable;
  if (!isSame) return committer.add(plan.source.name, staged);
  await rememberTouch(warehouse.writer, plan.source.name, file.path, known.version, staged.modifiedNs);
  await dropStaged(warehouse.writer, [staged]);
};
