// Behaviour as it was measured in public data sets, for the demo's generator. Only figures, no data: the sets
// themselves are not part of the package. What nobody measured stands in assumptions.ts, never here.

/** Points of a measured distribution: `values[i]` is the `probabilities[i]` quantile, interpolated linearly. */
export interface Quantiles {
  readonly unit: string;
  readonly source: keyof typeof sources;
  /** How many observations the points were taken from. */
  readonly observations: number;
  readonly values: readonly number[];
}

/** The probabilities of every `Quantiles` below. */
export const probabilities = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1] as const;

/** Where the figures come from: the set, its publisher, its year and the licence stated there. */
export const sources = {
  completeJourney: {
    name: "The Complete Journey: 75,000 purchase lines of 2,377 households, 27 mailings",
    publisher: "bradleyboehmke/completejourney (GitHub, CRAN), data of 84.51°",
    year: 2017,
    licence: "CC0",
    remark: "The lines are a sample of about 1 in 20 of the panel's: baskets seem smaller, intervals longer.",
  },
  merchandiseStore: {
    name: "Google Merchandise Store: 2,556 web visits with 13,233 hits of one day (2017-08-01)",
    publisher: "Google Analytics sample as kept in malloydata/malloy (GitHub)",
    year: 2017,
    licence: "MIT (the repository)",
    remark: "One day only: intervals between visits are known within the day, not across days.",
  },
  helpdesk: {
    name: "Help desk log of a software company: 21,348 events of 4,580 tickets, 397 customers",
    publisher: "published as an event log for process mining",
    year: 2014,
    licence: "none stated",
    remark: "2010 to 2014. First reply is `Take in charge ticket`, solved is `Resolve ticket`.",
  },
} as const;

/** Days from one basket of a household to its next. */
export const purchaseIntervalDays: Quantiles = {
  unit: "days",
  source: "completeJourney",
  observations: 44_866,
  values: [0, 0.852, 1.519, 3.858, 7.857, 16.078, 32.189, 49.959, 111.396, 330.948],
};

/** Lines of a basket: share of baskets with 1, 2, 3 … lines (47,243 baskets). */
export const basketLineShares = {
  source: "completeJourney",
  shares: [0.6511, 0.2087, 0.0821, 0.0342, 0.0139, 0.0062, 0.0023, 0.0009, 0.0006],
} as const;

/** What one line costs, in the set's dollars; the demo takes them as euros. */
export const lineAmount: Quantiles = {
  unit: "currency units",
  source: "completeJourney",
  observations: 74_544,
  values: [0.01, 0.6, 0.89, 1.29, 2.07, 3.49, 5.98, 7.99, 20.27, 100],
};

/** Baskets by hour of the day, local time, 0 to 23. */
export const purchasesByHour = {
  source: "completeJourney",
  weights: [
    316, 146, 116, 69, 33, 62, 184, 397, 702, 1249, 2109, 2946, 3311, 3509, 3543, 3821, 4456, 5012, 4698,
    3760, 2958, 2035, 1232, 579,
  ],
} as const;

/** Share of households with 1, 2, 3, 4 and 5 or more people (801 households). */
export const householdSizeShares = {
  source: "completeJourney",
  shares: [0.3184, 0.397, 0.1361, 0.0662, 0.0824],
} as const;

/** Share of mailings to a household after which it redeemed a coupon of that campaign (792 of 6,589). */
export const mailingResponseShare = { source: "completeJourney", share: 0.1202 } as const;

/** Days from the beginning of a campaign to a household's first redemption in it. */
export const responseDelayDays: Quantiles = {
  unit: "days",
  source: "completeJourney",
  observations: 792,
  values: [0, 2, 3, 6, 13, 23, 35, 42, 53, 65],
};

/**
 * How deep a web visit goes. Stages: 0 looks around, 1 sees a product, 2 puts it in the cart, 3 begins the
 * checkout, 4 orders. `hits` are those of visits whose deepest stage it is.
 */
export const visitStages = {
  source: "merchandiseStore",
  observations: 2556,
  shares: [0.8165, 0.1072, 0.0368, 0.0227, 0.0168],
  hits: [
    [1, 1, 1, 1, 1, 3, 5, 7, 12, 27],
    [2, 3, 3, 5, 9, 16, 23, 35, 56, 302],
    [4, 6, 7, 10, 17, 25, 41, 53, 103, 140],
    [3, 9, 9, 13, 17.5, 24.5, 39, 49.5, 69, 78],
    [5, 15, 16, 21, 29, 50, 71, 82, 177, 193],
  ],
} as const;

/** Hits of a visit, whatever its stage: what the stages above must add up to. */
export const visitHits: Quantiles = {
  unit: "hits",
  source: "merchandiseStore",
  observations: 2556,
  values: [1, 1, 1, 1, 2, 5, 13, 21, 47.45, 302],
};

/** Seconds between two hits of a visit that do not fall into the same second. */
export const hitIntervalSeconds: Quantiles = {
  unit: "seconds",
  source: "merchandiseStore",
  observations: 10_677,
  values: [1, 2.27, 3.25, 6.73, 15.36, 34.99, 84.1, 162.94, 751.51, 1782.53],
};

/** Share of visits that the same visitor follows with another one on that day (263 of 2,556). */
export const sameDayReturnShare = { source: "merchandiseStore", share: 0.1029 } as const;

/** Seconds between the beginnings of two visits on one day. */
export const sameDayReturnSeconds: Quantiles = {
  unit: "seconds",
  source: "merchandiseStore",
  observations: 263,
  values: [6, 55, 175, 2409.5, 5728, 14_563.5, 30_403, 38_682, 64_344, 83_904],
};

/** Share of visits that are a visitor's 1st, 2nd, 3rd … 9th, and 10th or later. */
export const visitNumberShares = {
  source: "merchandiseStore",
  shares: [0.7324, 0.1205, 0.045, 0.0235, 0.0168, 0.0145, 0.009, 0.0063, 0.0051, 0.027],
} as const;

/** Hours from the beginning of a ticket to the first time somebody takes it in charge. */
export const firstReplyHours: Quantiles = {
  unit: "hours",
  source: "helpdesk",
  observations: 4285,
  values: [0, 0.003, 0.004, 0.022, 16.39, 119.456, 351.743, 434.792, 811.794, 1156.745],
};

/** Hours from the beginning of a ticket to its first solution. */
export const solutionHours: Quantiles = {
  unit: "hours",
  source: "helpdesk",
  observations: 4569,
  values: [0, 0.112, 0.665, 18.838, 143.593, 453.758, 716.872, 867.744, 1034.176, 1408.295],
};

/** Share of solved tickets that are worked on again before they are closed (154 of 4,569). */
export const reopenShare = { source: "helpdesk", share: 0.0337 } as const;

/** Hours from a ticket's first solution to its reopening. */
export const reopenHours: Quantiles = {
  unit: "hours",
  source: "helpdesk",
  observations: 154,
  values: [0.005, 0.045, 0.662, 2.248, 41.756, 146.899, 351.672, 443.321, 888.711, 1155.828],
};
