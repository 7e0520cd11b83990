// A case of identity resolution: events in, who is who out, under a policy and a configuration of its own.
import { z } from "zod";

const time = z.union([z.number(), z.string()]);
const value = z.union([z.string(), z.number(), z.record(z.string(), z.unknown())]);

const event = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String).optional(),
  t: time,
  ids: z.record(z.string(), z.union([value, z.array(value)])),
});

const groups = z.array(z.array(z.union([z.string(), z.number()]).transform(String)));

export const identityCase = z.object({
  id: z.string(),
  policy: z.string(),
  config: z
    .looseObject({ namespaces: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) })
    .prefault({}),
  events: z.array(event),
  expected: z.strictObject({
    /** Profiles as sets of `namespace:value`; shared identifiers stand in none. */
    groups: groups.optional(),
    /** Attributed events by profile. */
    eventGroups: groups.optional(),
    /** The rules that refuse something. */
    refusals: z.array(z.string()).optional(),
    /** The number of links that were not refused. */
    links: z.number().optional(),
    /** With the evidence up to `as_of`, the event belongs to the profile that holds `owner`. */
    owners: z
      .array(
        z.object({
          event: z.union([z.string(), z.number()]).transform(String),
          as_of: time,
          owner: z.string(),
        }),
      )
      .optional(),
  }),
});

export type IdentityCase = z.output<typeof identityCase>;

const epoch = Date.parse("2026-01-01T00:00:00Z");

/** A time of a case: seconds since the beginning of 2026, or ISO. */
export const instantOf = (given: string | number): string =>
  typeof given === "number" ? new Date(epoch + given * 1000).toISOString() : given;

/** A value as it is published: of all namespaces only e-mails are respelled. */
export const publishedName = (name: string): string =>
  name.startsWith("email:") ? `email:${name.slice("email:".length).trim().toLowerCase()}` : name;
