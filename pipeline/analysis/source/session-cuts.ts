// Where sessions begin, for whoever a person is in this analysis and whatever gap is asked for.
import type { AnalysisSource } from "./open-source.ts";
import type { Touchpoints } from "./load-touchpoints.ts";

const minute = 60_000_000;

export interface Gap {
  /** Microseconds by kind: a session ends where the next touchpoint comes so much later. */
  readonly ofKind: Float64Array;
  /** Whether a silence of exactly the gap splits. */
  readonly isSplitting: boolean;
}

/** The gap of the configuration by which the snapshot's sessions were cut, for each kind by its channel. */
export const configuredGap = async ({ session, files }: AnalysisSource): Promise<Gap> => {
  const { gap_minutes, channel_gap_minutes } = files.sessions;
  const rows = await session.rows("select channel from kinds order by kind_key");
  const own = new Map(Object.entries(channel_gap_minutes));
  const ofKind = Float64Array.from(rows, ({ channel }) =>
    Math.round((own.get(typeof channel === "string" ? channel : "") ?? gap_minutes) * minute),
  );
  return { ofKind, isSplitting: true };
};

/** One gap for all. */
export const givenGap = (minutes: number, isSplitting: boolean, kinds: number): Gap => ({
  ofKind: new Float64Array(kinds).fill(Math.round(minutes * minute)),
  isSplitting,
});

/** 1 where a session begins, over the touchpoints that are kept (all where nothing is said); 0 for any other. */
export const sessionStarts = (
  { rows, person, at, kind }: Touchpoints,
  { ofKind, isSplitting }: Gap,
  isKept?: Uint8Array,
): Uint8Array => {
  const starts = new Uint8Array(rows);
  let before = -1;
  for (let row = 0; row < rows; row += 1) {
    if (isKept !== undefined && isKept[row] === 0) continue;
    if (before < 0 || person[before] !== person[row]) starts[row] = 1;
    else {
      const silence = (at[row] ?? 0) - (at[before] ?? 0);
      const gap = ofKind[kind[before] ?? 0] ?? 0;
      if (silence > gap || (isSplitting && silence === gap)) starts[row] = 1;
    }
    before = row;
  }
  return starts;
};

/** Where the configuration's sessions begin: known of profiles, cut anew of single identifiers. */
export const configuredStarts = async (
  source: AnalysisSource,
  touchpoints: Touchpoints,
): Promise<Uint8Array> =>
  source.identity === "stitched"
    ? touchpoints.isSessionStart
    : sessionStarts(touchpoints, await configuredGap(source));
