// npm run bench:stream -- --stored N [--seconds S] [--only batches,singles,freshness,restart,kafka] [--brokers H:P]
// [--memory 4GB] [--json F] [--keep]: what a stream takes, how soon a profile is current and how soon it is there again
// after kill -9, with so many events stored before.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { KafkaTopic } from "./kafka-topic.ts";
import { personsFor, streamBench } from "./options.ts";
import { type KafkaPace, Phases } from "./phases.ts";
import { Project } from "./project.ts";
import { StreamProcess } from "./stream-process.ts";

const bench = streamBench();
const folder = mkdtempSync(join(tmpdir(), "polku-bench-stream-"));
const project = new Project(folder, bench);
const isAsked = (phase: string): boolean => bench.only.length === 0 || bench.only.includes(phase);
const say = (name: string, figures: unknown): void => {
  if (figures !== undefined) process.stderr.write(`${name} ${JSON.stringify(figures)}\n`);
};

/** Every phase that needs the server, in one life of the stream but for the kill. */
const measure = async (phases: Phases, first: StreamProcess) => {
  const batches = isAsked("batches") ? await phases.batches(first) : undefined;
  say("batches", batches);
  const singles = isAsked("singles") ? await phases.singles(first) : undefined;
  say("singles", singles);
  const half = Math.floor(
    Math.min(batches?.eventsPerSecond ?? 20_000, batches?.storedPerSecond ?? 20_000) / 2,
  );
  const freshness = isAsked("freshness") ? await phases.freshness(first, half) : undefined;
  say("freshness", freshness);
  const { memory } = first;
  say("memory", memory);
  const restarted = isAsked("restart") ? await phases.killed(first) : undefined;
  const restart = restarted === undefined ? undefined : { seconds: restarted.secondsToReady };
  say("restart", restart);
  await restarted?.quiet();
  await (restarted ?? first).end("SIGTERM");
  return { batches, singles, freshness, restart, memory };
};

/** Why the figure is missing where there is no broker: the others are told all the same. */
const measureKafka = async (phases: Phases): Promise<KafkaPace | string> => {
  let topic: KafkaTopic | undefined;
  try {
    topic = await KafkaTopic.open(folder, bench.brokers);
    return topic === undefined
      ? "missing: no --brokers, and no Java to start one"
      : await phases.kafka(topic);
  } catch (error) {
    return `missing: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await topic?.close();
  }
};

try {
  project.configure();
  const keys = project.addKeys();
  const filled = await project.fill();
  say("stored", filled);
  const phases = new Phases(project, keys, bench.seconds);
  const found = await measure(phases, await StreamProcess.start(project));
  const kafka = isAsked("kafka") ? await measureKafka(phases) : undefined;
  say("kafka", kafka);
  const sizes = await project.sizes();
  const report = {
    machine: {
      cpus: cpus().length,
      model: cpus()[0]?.model ?? "",
      memory_bytes: totalmem(),
      node: process.version,
    },
    stored: { events: bench.stored, persons: personsFor(bench.stored), ...filled },
    seconds: bench.seconds,
    ...found,
    kafka,
    file: { ...sizes, ratio: sizes.store / sizes.fresh },
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (bench.json !== undefined) writeFileSync(bench.json, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  if (bench.keep) process.stderr.write(`kept ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true });
}
