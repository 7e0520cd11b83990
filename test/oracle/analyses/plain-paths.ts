// Paths by plain lists, one person after the other: the slow twin of pipeline/analysis/paths.
import type { PathPoint, PathsDefinition } from "../../../models/analyses/paths-definition.ts";
import type { Condition } from "../../../models/condition.ts";

/** An inbound touchpoint; those of a world stand in the order of their person, then canonical order. */
export interface PlainTouchpoint {
  readonly person: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly channel: string;
  readonly event_type: string;
  readonly step_label: string;
  readonly item: string | null;
}

export interface PlainStep {
  readonly label: string;
  readonly touchpoints: readonly PlainTouchpoint[];
}

export interface PlainPath {
  readonly person: string;
  /** Labels, and null where the middle was folded. */
  readonly steps: readonly (PlainStep | null)[];
  /** The number of the first one. */
  readonly firstNumber: number;
  readonly isCutBefore: boolean;
  readonly leadsTo: string;
  /** The steps of the run that were folded. */
  readonly folded: readonly PlainStep[];
}

interface Run {
  readonly person: string;
  readonly ending: string;
  readonly touchpoints: readonly PlainTouchpoint[];
}

export interface PlainJourney {
  readonly goal: Condition;
  readonly start?: Condition;
  readonly idleMinutes: number;
}

export interface PlainWorld {
  readonly touchpoints: readonly PlainTouchpoint[];
  readonly gapMinutes: number;
  readonly journey: PlainJourney;
  readonly dataEnd: number;
  /** What a definition asks for where it says nothing. */
  readonly maxSteps: number;
}

const minute = 60_000;

/** `*` is any text. */
const isLike = (text: string, pattern: string): boolean => {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return text === pattern;
  if (!text.startsWith(first)) return false;
  return Array.from({ length: text.length - first.length + 1 }, (_, skipped) => first.length + skipped).some(
    (from) => isLike(text.slice(from), rest.join("*")),
  );
};

const fitsCondition = (touchpoint: PlainTouchpoint, condition: Condition): boolean =>
  Object.entries(condition).every(([key, wanted]) => {
    const value: unknown = Reflect.get(touchpoint, key);
    return typeof value === "string" && [wanted].flat().some((one) => isLike(value, String(one)));
  });

const listOf = (points: PathsDefinition["include"]): readonly PathPoint[] =>
  points === undefined ? [] : [points].flat();

const partitioned = <Value>(
  values: readonly Value[],
  isNew: (value: Value, before: Value) => boolean,
): Value[][] => {
  const parts: Value[][] = [];
  for (const value of values) {
    const last = parts.at(-1);
    const before = last?.at(-1);
    if (last === undefined || before === undefined || isNew(value, before)) parts.push([value]);
    else last.push(value);
  }
  return parts;
};

class Asker {
  readonly #world: PlainWorld;
  readonly #definition: PathsDefinition;

  constructor(world: PlainWorld, definition: PathsDefinition) {
    this.#world = world;
    this.#definition = definition;
  }

  label(touchpoint: PlainTouchpoint): string {
    const { label: level, clean, groups, group_priority } = this.#definition;
    const given =
      level === "item"
        ? (touchpoint.item ?? touchpoint.step_label)
        : touchpoint[level === "step" ? "step_label" : level];
    const cleaned = clean.reduce(
      (text, { regex, alias }) => text.replaceAll(new RegExp(regex, "g"), alias),
      given,
    );
    const named = groups.map((group) =>
      typeof group === "string" ? { pattern: group, label: group } : group,
    );
    const fitting = named.filter(({ pattern }) => isLike(cleaned, `*${pattern}*`));
    const winner = group_priority === "first" ? fitting[0] : fitting.at(-1);
    return (winner?.label ?? cleaned).replaceAll(" > ", " ＞ ");
  }

  fits(touchpoint: PlainTouchpoint, point: PathPoint): boolean {
    return typeof point === "string"
      ? isLike(this.label(touchpoint), point)
      : fitsCondition(touchpoint, point);
  }

  isKept(touchpoint: PlainTouchpoint): boolean {
    const include = listOf(this.#definition.include);
    const exclude = listOf(this.#definition.exclude);
    return (
      (include.length === 0 || include.some((point) => this.fits(touchpoint, point))) &&
      !exclude.some((point) => this.fits(touchpoint, point)) &&
      !this.#definition.exclude_labels.includes(this.label(touchpoint))
    );
  }

  /** Everything of one person that goes into paths, in parts. */
  runs(own: readonly PlainTouchpoint[]): Run[] {
    const { journey, grain, gap_minutes } = this.#definition;
    const isBySession = grain === "session" || (grain === undefined && journey === undefined);
    const wholes = journey === undefined ? [{ ending: "(end)", touchpoints: own }] : this.journeys(own);
    const session = this.sessions(gap_minutes === undefined ? own : own.filter((one) => this.isKept(one)));
    return wholes.flatMap(({ ending, touchpoints }) => {
      const relevant =
        isBySession && gap_minutes !== undefined
          ? touchpoints.filter((one) => this.isKept(one))
          : touchpoints;
      const parts = isBySession
        ? partitioned(relevant, (one, before) => session.get(one) !== session.get(before))
        : [relevant];
      return parts.map((part, place) => ({
        person: own[0]?.person ?? "",
        // A visit that is not the journey's last ends as a session does.
        ending: place === parts.length - 1 ? ending : "(end)",
        touchpoints: part,
      }));
    });
  }

  sessions(own: readonly PlainTouchpoint[]): Map<PlainTouchpoint, number> {
    const gap = (this.#definition.gap_minutes ?? this.#world.gapMinutes) * minute;
    const isSplitting =
      this.#definition.gap_minutes === undefined || this.#definition.gap_boundary === "splits";
    const parts = partitioned(own, (one, before) => {
      const silence = one.at - before.at;
      return isSplitting ? silence >= gap : silence > gap;
    });
    return new Map(parts.flatMap((part, number) => part.map((one) => [one, number] as const)));
  }

  journeys(own: readonly PlainTouchpoint[]): { ending: string; touchpoints: PlainTouchpoint[] }[] {
    const { goal, start, idleMinutes } = this.#world.journey;
    const found: { ending: string; touchpoints: PlainTouchpoint[] }[] = [];
    let current: PlainTouchpoint[] = [];
    const close = (ending: string): void => {
      if (current.length > 0) found.push({ ending, touchpoints: current });
      current = [];
    };
    for (const one of own) {
      const last = current.at(-1);
      if (last !== undefined && one.at - last.at > idleMinutes * minute) close("(dropped)");
      if (current.length === 0 && start !== undefined && !fitsCondition(one, start)) continue;
      current.push(one);
      if (fitsCondition(one, goal)) close("(converted)");
    }
    const last = current.at(-1);
    if (last !== undefined)
      close(this.#world.dataEnd - last.at > idleMinutes * minute ? "(dropped)" : "(open)");
    return found;
  }

  steps(run: Run): PlainStep[] {
    const kept = run.touchpoints.filter((one) => this.isKept(one));
    const isNew = (one: PlainTouchpoint, before: PlainTouchpoint): boolean =>
      !this.#definition.collapse || this.label(one) !== this.label(before);
    return partitioned(kept, isNew).map((touchpoints) => ({
      label: touchpoints
        .slice(0, 1)
        .map((one) => this.label(one))
        .join(""),
      touchpoints,
    }));
  }

  /** What is shown of a run; undefined where it does not have what is asked for. */
  shown(run: Run): PlainPath | undefined {
    const { start, end, around, show } = this.#definition;
    const steps = this.steps(run);
    if (steps.length === 0) return undefined;
    const most =
      this.#definition.max_steps ??
      (show === "edges" || show === "sequences" ? this.#world.maxSteps : Number.MAX_SAFE_INTEGER);
    const first = (point: PathPoint, from: number): number =>
      steps.findIndex(
        (step, place) => place >= from && step.touchpoints.some((one) => this.fits(one, point)),
      );
    const path = {
      person: run.person,
      folded: [] as PlainStep[],
      firstNumber: 1,
      isCutBefore: false,
      leadsTo: run.ending,
    };
    if (around !== undefined) {
      const middle = first(around, 0);
      if (middle < 0) return undefined;
      const from = Math.max(0, middle - most);
      const to = Math.min(steps.length, middle + most + 1);
      return {
        ...path,
        steps: steps.slice(from, to),
        firstNumber: from - middle,
        isCutBefore: from > 0,
        leadsTo: to < steps.length ? "…" : run.ending,
      };
    }
    const from = start === undefined ? 0 : first(start, 0);
    if (from < 0) return undefined;
    if (end === undefined) {
      const part = steps.slice(from, from + most);
      return { ...path, steps: part, leadsTo: from + part.length < steps.length ? "…" : run.ending };
    }
    const last = first(end, from);
    if (last < 0) return undefined;
    const whole = steps.slice(from, last + 1);
    if (start === undefined) {
      return { ...path, steps: whole.slice(-most), isCutBefore: whole.length > most, leadsTo: "(end)" };
    }
    if (whole.length <= Math.max(2, most)) return { ...path, steps: whole, leadsTo: "(end)" };
    const half = Math.max(1, Math.floor(most / 2));
    return {
      ...path,
      steps: [...whole.slice(0, half), null, ...whole.slice(-half)],
      folded: whole.slice(half, -half),
      leadsTo: "(end)",
    };
  }

  paths(): PlainPath[] {
    const persons = partitioned(this.#world.touchpoints, (one, before) => one.person !== before.person);
    return persons.flatMap((own) => this.runs(own)).flatMap((run) => this.shown(run) ?? []);
  }
}

/** Every path that a definition shows. */
export const plainPaths = (world: PlainWorld, definition: PathsDefinition): PlainPath[] =>
  new Asker(world, definition).paths();

export interface PlainEdge {
  readonly step: number;
  readonly from: string;
  readonly to: string;
  readonly person: string;
  readonly seconds: number | null;
}

const firstAt = (step: PlainStep | undefined): number => step?.touchpoints[0]?.at ?? 0;
const lastAt = (step: PlainStep | undefined): number => step?.touchpoints.at(-1)?.at ?? 0;

/** Every edge of every path. */
export const plainEdges = (paths: readonly PlainPath[], { ends, seconds_to }: PathsDefinition): PlainEdge[] =>
  paths.flatMap(({ person, steps, firstNumber, isCutBefore, leadsTo, folded }) => {
    const nodes = steps.map((step) => ({
      label: step?.label ?? "…",
      reached: step === null ? folded[0] : step,
      left: step === null ? folded.at(-1) : step,
    }));
    const inner = nodes.slice(1).map(({ label, reached }, place): PlainEdge => {
      const before = nodes[place];
      const to = seconds_to === "first" ? firstAt(reached) : lastAt(reached);
      return {
        step: firstNumber + place,
        from: before?.label ?? "",
        to: label,
        person,
        seconds: Math.floor((to - lastAt(before?.left)) / 1000),
      };
    });
    if (!ends) return inner;
    const none = { person, seconds: null };
    const first = { step: firstNumber - 1, from: isCutBefore ? "…" : "(start)", to: nodes[0]?.label ?? "" };
    const last = { step: firstNumber + nodes.length - 1, from: nodes.at(-1)?.label ?? "", to: leadsTo };
    return [{ ...first, ...none }, ...inner, { ...last, ...none }];
  });
