// What a schema cannot say of a funnel: which of its options go together. Each rule names what would be right.

export interface FunnelFields {
  readonly steps: readonly unknown[];
  readonly window_days?: number | undefined;
  readonly window_hours?: number | undefined;
  readonly window_seconds?: number | undefined;
  readonly window_from: string;
  readonly order: string;
  readonly ties: string;
  readonly grace_seconds: number;
  readonly entry: string;
  readonly count: string;
  readonly exclusions: readonly { readonly from: number; readonly to?: number | undefined }[];
  readonly window_funnel?: readonly string[] | undefined;
  readonly show: string;
  readonly breakdown?: string | undefined;
  readonly attribution: string;
  readonly attribution_step?: number | undefined;
  readonly from_step: number;
  readonly to_step?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface FunnelIssue {
  readonly path: (string | number)[];
  readonly message: string;
}

const issue = (isWrong: boolean, path: (string | number)[], message: string): FunnelIssue[] =>
  isWrong ? [{ path, message }] : [];

const windows = (given: FunnelFields): FunnelIssue[] => {
  const { window_days, window_hours, window_seconds, window_from, order } = given;
  const named = [window_days, window_hours, window_seconds].filter((window) => window !== undefined);
  return [
    ...issue(named.length > 1, ["window_days"], "give one of window_days, window_hours and window_seconds"),
    ...issue(
      window_from === "step" && order === "unordered",
      ["window_from"],
      "where steps come in any order there is no step before; measure from entry",
    ),
  ];
};

const isOptional = (step: unknown): boolean =>
  typeof step === "object" && step !== null && Reflect.get(step, "optional") === true;

const optionalSteps = ({ steps, order, window_from, grace_seconds }: FunnelFields): FunnelIssue[] => {
  const places = steps.flatMap((step, place) => (isOptional(step) ? [place] : []));
  const fits = order === "ordered" && window_from === "entry" && grace_seconds === 0;
  return places.flatMap((place) => [
    ...issue(
      place === 0 || place === steps.length - 1,
      ["steps", place],
      "the first and the last step cannot be left out; leave it away or make another the last",
    ),
    ...issue(
      !fits,
      ["steps", place, "optional"],
      "a step can be left out only with order: ordered, window_from: entry and no grace_seconds",
    ),
  ]);
};

const exclusions = ({ exclusions: all, steps, order }: FunnelFields): FunnelIssue[] =>
  all.flatMap(({ from, to = steps.length }, place) => {
    const path = ["exclusions", place];
    const last = String(steps.length);
    return [
      ...issue(to > steps.length, [...path, "to"], `is beyond the last step, which is ${last}`),
      ...issue(
        from === to,
        [...path, "to"],
        "is the step of from, and nothing lies between; name a later step",
      ),
      ...issue(from > to && to <= steps.length, [...path, "to"], "comes before from; name a later step"),
      ...issue(
        order === "unordered" && from < to && to <= steps.length && (from !== 1 || to !== steps.length),
        path,
        `where steps come in any order only the whole funnel excludes: from 1 to ${last}`,
      ),
    ];
  });

const orders = ({ order, ties, grace_seconds }: FunnelFields): FunnelIssue[] => [
  ...issue(
    order === "strict" && ties === "convert",
    ["ties"],
    "a strict order stands in canonical order: ties are order or later",
  ),
  ...issue(
    grace_seconds > 0 && (ties !== "convert" || order !== "ordered"),
    ["grace_seconds"],
    "needs order: ordered and ties: convert",
  ),
];

const windowFunnel = (given: FunnelFields): FunnelIssue[] => {
  if (given.window_funnel === undefined) return [];
  const path = ["window_funnel"];
  const isAlone =
    given.order === "ordered" &&
    given.ties === "order" &&
    given.window_from === "entry" &&
    given.entry === "best";
  return [
    ...issue(!isAlone, path, "decides order, ties, entry and window_from itself; leave those away"),
    ...issue(given.exclusions.length > 0, path, "knows no exclusions"),
    ...issue(given.count === "totals", path, "finds one attempt for each person or session, not totals"),
    ...issue(given.steps.some(isOptional), path, "knows no steps that may be left out"),
  ];
};

const shows = (given: FunnelFields): FunnelIssue[] => {
  const {
    steps,
    show,
    breakdown,
    attribution,
    attribution_step: step,
    from_step,
    to_step = steps.length,
  } = given;
  const last = String(steps.length);
  return [
    ...issue(breakdown !== undefined && show !== "steps", ["breakdown"], "breaks down steps; show: steps"),
    ...issue(
      attribution === "step" && step === undefined,
      ["attribution_step"],
      "is missing; give the number of a step",
    ),
    ...issue(attribution !== "step" && step !== undefined, ["attribution_step"], "needs attribution: step"),
    ...issue(
      step !== undefined && step > steps.length,
      ["attribution_step"],
      `is beyond the last step, which is ${last}`,
    ),
    ...issue(to_step > steps.length, ["to_step"], `is beyond the last step, which is ${last}`),
    ...issue(
      steps.length > 1 && from_step >= to_step && to_step <= steps.length,
      ["from_step"],
      "must come before to_step",
    ),
    ...issue((given.from ?? "") > (given.to ?? "9999"), ["from"], "is later than to"),
  ];
};

/** Everything that does not go together. */
export const funnelIssues = (given: FunnelFields): FunnelIssue[] => [
  ...windows(given),
  ...optionalSteps(given),
  ...exclusions(given),
  ...orders(given),
  ...windowFunnel(given),
  ...shows(given),
];
