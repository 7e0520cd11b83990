// What makes an analysis: a schema of its definitions, where named ones stand, and how they are answered.
import type { z } from "zod";
import type { AnalysisRow } from "../../models/analyses/analysis-result.ts";
import type { AnalysisResult } from "../../models/analyses/analysis-result.ts";
import type { Config } from "../../models/config.ts";
import type { Picture } from "../pictures/picture.ts";
import type { Comparing } from "./compare/compare-answers.ts";
import type { AnalysisSource } from "./source/open-source.ts";

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly AnalysisRow[];
  readonly totals: AnalysisResult["totals"];
}

/** What the definition decides; how to get from a number to its people is told for all analyses in one place. */
export type Explanation = Omit<NonNullable<AnalysisResult["explanation"]>, "trace">;

export interface AnalysisKind<Definition> {
  /** The command's name. */
  readonly name: string;
  readonly schema: z.ZodType<Definition>;
  /** Every key that a definition may have. */
  readonly keys: readonly string[];
  /** The published tables that it reads beside the files of analyses. */
  readonly published?: readonly string[];
  /** The definitions of the configuration, and what stands for one where a name is all that is given. */
  named(config: Config): readonly Definition[];
  /** Throws usage for what the snapshot does not know. */
  answer(source: AnalysisSource, definition: Definition): Promise<Answer>;
  /** The people behind the numbers: profile_id, step, kind, next_channel and what else is known. */
  people?(source: AnalysisSource, definition: Definition): Promise<Answer>;
  explain(definition: Definition): Explanation;
  /** How two answers to the definition are put side by side; undefined where they cannot be. */
  comparing?(definition: Definition): Comparing | undefined;
  /** The answer as pictures; where there is none of its shape, it is shown as a table. */
  pictures?(result: AnalysisResult, people?: readonly AnalysisRow[]): readonly Picture[];
  /** Whether the pictures of a definition show the people behind its numbers too. */
  drawsPeople?(definition: Definition): boolean;
}
