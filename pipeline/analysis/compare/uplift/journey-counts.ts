// What one journey's drop-offs and transitions come to, as numbers by label and channel: one pass each, no times.
import { dropOffKinds, noDropOff } from "../../drop-offs/kinds.ts";
import type { Visits } from "../../drop-offs/visits.ts";
import type { JourneyCuts } from "../../source/journey-cuts.ts";
import type { Touchpoints } from "../../source/load-touchpoints.ts";

/** As `outcome` of JourneyCuts. */
const outcomes = ["", "converted", "dropped", "open"] as const;

export interface Named {
  readonly labels: readonly string[];
  readonly code: Int32Array;
  readonly channels: readonly string[];
  readonly channel: Int32Array;
}

export type Add = (analysis: string, key: string, count: number) => void;

export const addJourneys = (
  { person }: Touchpoints,
  { journey, journeys, outcome }: JourneyCuts,
  add: Add,
): void => {
  add("journeys", "journeys", journeys);
  const ended = [0, 0, 0, 0];
  for (const one of outcome) ended[one] = (ended[one] ?? 0) + 1;
  for (const [place, name] of outcomes.entries()) if (name !== "") add("journeys", name, ended[place] ?? 0);
  let [people, last] = [0, -1];
  for (let row = 0; row < journey.length; row += 1) {
    if ((journey[row] ?? -1) < 0 || person[row] === last) continue;
    last = person[row] ?? -1;
    people += 1;
  }
  add("journeys", "profiles", people);
};

const elsewhere = dropOffKinds.indexOf("continued_elsewhere");

export const addDropOffs = (
  { last, next, visits }: Visits,
  kind: Uint8Array,
  { labels, code, channels, channel }: Named,
  add: Add,
): void => {
  const byKind = new Int32Array(dropOffKinds.length);
  const byLabel = new Int32Array(labels.length);
  const byChannel = new Int32Array(channels.length);
  for (let visit = 0; visit < visits; visit += 1) {
    const own = kind[visit] ?? noDropOff;
    if (own === noDropOff) continue;
    const label = code[last[visit] ?? 0] ?? 0;
    byKind[own] = (byKind[own] ?? 0) + 1;
    byLabel[label] = (byLabel[label] ?? 0) + 1;
    if (own !== elsewhere) continue;
    const following = channel[next[visit] ?? 0] ?? 0;
    byChannel[following] = (byChannel[following] ?? 0) + 1;
  }
  dropOffKinds.forEach((name, place) => add("drop_off_kinds", name, byKind[place] ?? 0));
  labels.forEach((name, place) => add("drop_offs", name, byLabel[place] ?? 0));
  channels.forEach((name, place) => add("next_channels", name, byChannel[place] ?? 0));
};

/** From `(start)` over labels, equal neighbours as one, to how the journey ended. */
export const addTransitions = (
  { journey, outcome }: JourneyCuts,
  { labels, code }: Pick<Named, "labels" | "code">,
  add: Add,
): void => {
  const width = labels.length + outcomes.length;
  const name = (place: number): string => labels[place] ?? `(${outcomes[place - labels.length] ?? ""})`;
  const start = labels.length;
  const counts = new Map<number, number>();
  const step = (from: number, to: number): void => {
    counts.set(from * width + to, (counts.get(from * width + to) ?? 0) + 1);
  };
  let [open, at] = [-1, start];
  const close = (): void => {
    if (open >= 0) step(at, labels.length + (outcome[open] ?? 0));
    at = start;
  };
  for (let row = 0; row < journey.length; row += 1) {
    const own = journey[row] ?? -1;
    if (own !== open) close();
    open = own;
    if (own < 0 || code[row] === at) continue;
    step(at, code[row] ?? 0);
    at = code[row] ?? 0;
  }
  close();
  for (const [key, count] of counts) {
    const [from, to] = [Math.floor(key / width), key % width];
    add("transitions", `${from === start ? "(start)" : name(from)} > ${name(to)}`, count);
  }
};
