// Which files of a source have to be read: those whose content is not in the store as far as size and time tell.
import { findFiles, type FoundFile } from "../../connectors/transports/files.ts";
import type { SourceConfig } from "../../models/config.ts";
import type { RunContext } from "../run/run-context.ts";
import type { InputFile } from "../stages/land/input-file.ts";
import type { StagePlan } from "../stages/land/stage-plan.ts";
import { statFile, unchanged } from "./file-state.ts";
import { type KnownFile, knownFiles, originOf } from "./known-files.ts";
import { stagePlan } from "./stage-plan.ts";

/** A file to read. */
export interface ReadingJob {
  readonly file: InputFile;
  readonly plan: StagePlan;
  /** What the store has of it. */
  readonly known: KnownFile | undefined;
  readonly sizeBytes: number;
}

/** Of all sources, or of inputs that are watched alone; with a warning for each glob that matches no file. */
export const newFiles = async (
  context: RunContext,
  which: WhichFiles,
): Promise<{ jobs: readonly ReadingJob[]; warnings: readonly string[] }> => {
  const jobs: ReadingJob[] = [];
  const warnings: string[] = [];
  for (const source of context.config.sources) {
    const found = await matchedFiles(context, source, which);
    for (const job of await newFilesOf(context, source, found.files)) jobs.push(job);
    warnings.push(...found.warnings);
  }
  return { jobs, warnings };
};

const streamOnly = ({ name }: SourceConfig): string =>
  `source ${name}: has no files, so \`polku stream\` alone reads it; what that stored is in the tables.`;

/** The files of a source, each once, and a warning for each glob that matches none. */
const matchedFiles = async ({ folder }: RunContext, source: SourceConfig, which: WhichFiles) => {
  const files = new Map<string, FoundFile>();
  const warnings: string[] = [];
  const patterns = patternsOf(source, which);
  if (which === "all" && patterns.length === 0) warnings.push(streamOnly(source));
  for (const pattern of patterns) {
    const matched = await findFiles([pattern], folder);
    for (const file of matched) files.set(file.absolutePath, file);
    if (matched.length === 0) warnings.push(`source ${source.name}: ${pattern} matches no file.`);
  }
  return { files: [...files.values()], warnings };
};

const newFilesOf = async (
  context: RunContext,
  source: SourceConfig,
  files: readonly FoundFile[],
): Promise<ReadingJob[]> => {
  const plan = await stagePlan(source, context);
  const known = await knownFiles(context.warehouse.writer, source.name);
  const jobs: ReadingJob[] = [];
  for (const { path, absolutePath } of files) {
    const state = await statFile(absolutePath);
    const before = known.get(path);
    if (before !== undefined && unchanged(before, state)) continue;
    const origin = originOf(path, (before?.version ?? 0) + 1);
    jobs.push({ file: { path, absolutePath, origin }, plan, known: before, sizeBytes: state.sizeBytes });
  }
  return jobs;
};

export type WhichFiles = "all" | "watched";

/** The globs of a source. */
export const patternsOf = ({ files, inputs = [] }: SourceConfig, which: WhichFiles = "all"): string[] => {
  const chosen = inputs.flatMap((input) =>
    "files" in input && (which === "all" || input.watch === true) ? [input.files] : [],
  );
  return [which === "all" ? (files ?? []) : [], ...chosen].flat();
};
