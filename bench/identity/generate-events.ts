// Fills a store with the identity benchmark's events, set by set, the same for the same parameters.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../pipeline/warehouse/session.ts";
import { packageRoot } from "../../pipeline/warehouse/sql-text.ts";

export interface IdentityWorld {
  /** Distinct identifiers: five to a person. */
  readonly entities: number;
  readonly links: number;
  /** The share of people who used somebody else's device. */
  readonly violating: number;
  readonly seed: number;
  /** Events of the second run. */
  readonly increment: number;
}

const day = 86_400;
const identifiersOfAPerson = 5;
/** The first event of a person links five identifiers. */
const firstLinks = 4;

const worldText = (world: IdentityWorld, mode: 0 | 1): string => {
  const people = Math.ceil(world.entities / identifiersOfAPerson);
  const parameters: Readonly<Record<string, string>> = {
    $MODE: String(mode),
    $SEED: String(world.seed),
    $PEOPLE: String(people),
    $START_US: String(BigInt(Date.parse("2026-01-01T00:00:00Z")) * 1000n),
    $SPAN_SECONDS: String(90 * day),
    $EXTRA_LINKS: String(world.links / people - firstLinks),
    $VIOLATING: String(world.violating),
    $INCREMENT: String(world.increment),
  };
  return readFileSync(join(packageRoot, "bench/identity/world.sql"), "utf8").replaceAll(
    /\$[A-Z_]+/g,
    (name) => parameters[name] ?? name,
  );
};

/** Stores the events of the first run, or those of the second. */
export const generateEvents = async (session: Session, world: IdentityWorld, mode: 0 | 1): Promise<void> => {
  await session.run(
    `insert into events by name
    select
      (select coalesce(max(event_key), 0) from events) + row_number() over () as event_key,
      'bench' as source, event_id, occurred_at, 0 as sequence, identifiers, 'observed' as identity_action,
      'web' as channel, 'page_viewed' as event_type, 'inbound' as direction, 'bench' as origin, 0 as "position",
      'bench' as run_id,
    from (${worldText(world, mode)})`,
  );
};
