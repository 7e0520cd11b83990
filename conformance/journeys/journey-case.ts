// A case of journeys: events in, the answer to one query out. `query.kind` chooses the adapter that plays it.
import { z } from "zod";

export const journeyCase = z.looseObject({
  id: z.string(),
  /** The system that published the behaviour; options a case does not name are its defaults. */
  source: z.looseObject({ system: z.string() }),
  given: z.record(z.string(), z.unknown()),
  query: z.looseObject({ kind: z.string() }),
  expect: z.unknown(),
});

export type JourneyCase = z.output<typeof journeyCase>;
