// Reads the components that a policy is asked about as columns, and cuts them into one component after the other: what
// belongs to a component is a run of neighbouring rows in each relation.
import type {
  CarriedEvents,
  Component,
  PairStatement,
  Policy,
  PolicyRules,
  Sightings,
} from "../../../identity/policies/policy.ts";
import { type Column, doubles, integers, type Session } from "../../../warehouse/session.ts";
import { sqlText } from "../../../warehouse/sql-text.ts";
import { make } from "../statements.ts";

const flags = (column: Column | undefined): Uint8Array => Uint8Array.from(integers(column));

const longs = (column: Column | undefined): BigInt64Array =>
  column instanceof BigInt64Array ? column : new BigInt64Array();

/** Whole relations; `component` says which rows are whose. */
interface Nodes {
  readonly component: Int32Array;
  readonly key: Int32Array;
  readonly namespace: Int32Array;
  readonly isDevice: Uint8Array;
  readonly isVerified: Uint8Array;
}

interface Links {
  readonly component: Int32Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly isJoin: Uint8Array;
  readonly joinedAt: BigInt64Array;
  readonly isClaim: Uint8Array;
  readonly latest: Int32Array;
}

interface Statements {
  readonly component: Int32Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly isSplit: Uint8Array;
  readonly at: BigInt64Array;
  /** By which `id_stated_pairs` knows it. */
  readonly place: Int32Array;
}

interface Seen {
  readonly component: Int32Array;
  readonly key: Int32Array;
  readonly time: Float64Array;
}

interface Carried extends Seen {
  /** Rows of one event that may link each other have one place and one part. */
  readonly place: Int32Array;
  readonly part: Int32Array;
}

export interface BrokenEvidence {
  readonly nodes: Nodes;
  readonly links: Links;
  readonly statements: Statements;
  readonly seen: Seen;
  readonly carried: Carried;
}

const read = (session: Session, statement: string): Promise<Readonly<Record<string, Column>>> =>
  session.columns(sqlText(`sql/identity/broken/${statement}.sql`));

const readNodes = async (session: Session): Promise<Nodes> => {
  const columns = await read(session, "broken_nodes");
  return {
    component: integers(columns["component_key"]),
    key: integers(columns["identifier_key"]),
    namespace: integers(columns["namespace_order"]),
    isDevice: flags(columns["is_device"]),
    isVerified: flags(columns["is_verified"]),
  };
};

const readLinks = async (session: Session, policy: Policy): Promise<Links> => {
  if (policy.reads === "latest_events") await make(session, "broken/broken_latest");
  else {
    await session.run(
      "create or replace temp table id_broken_latest (a_key integer, b_key integer, place integer)",
    );
  }
  const columns = await read(session, "broken_links");
  return {
    component: integers(columns["component_key"]),
    a: integers(columns["a_key"]),
    b: integers(columns["b_key"]),
    isJoin: flags(columns["is_join"]),
    joinedAt: longs(columns["joined_at"]),
    isClaim: flags(columns["is_claim"]),
    latest: integers(columns["latest"]),
  };
};

const readStatements = async (session: Session): Promise<Statements> => {
  const columns = await read(session, "broken_statements");
  return {
    component: integers(columns["component_key"]),
    a: integers(columns["a_key"]),
    b: integers(columns["b_key"]),
    isSplit: flags(columns["is_split"]),
    at: longs(columns["stated_at"]),
    place: integers(columns["place"]),
  };
};

/** What a policy does not read is not asked for. */
const readIf = async (
  session: Session,
  isRead: boolean,
  statement: string,
): Promise<Readonly<Record<string, Column>>> => (isRead ? read(session, statement) : {});

export const readBroken = async (
  session: Session,
  policy: Policy,
  rules: PolicyRules,
): Promise<BrokenEvidence> => {
  const nodes = await readNodes(session);
  const links = await readLinks(session, policy);
  const isWindowed = rules.windows.some((window) => window > 0);
  const seen = await readIf(session, isWindowed && policy.reads !== "events", "broken_sightings");
  const carried = await readIf(session, policy.reads === "events", "broken_events");
  const seenOf = (columns: typeof seen): Seen => ({
    component: integers(columns["component_key"]),
    key: integers(columns["identifier_key"]),
    time: doubles(columns["seen_at"]),
  });
  return {
    nodes,
    links,
    statements: await readStatements(session),
    seen: seenOf(seen),
    carried: {
      ...seenOf(carried),
      place: integers(carried["place"]),
      part: integers(carried["part"]),
    },
  };
};

/** The end of the run of rows of `component` that begins at `from`. */
const runEnd = (components: Int32Array, from: number, component: number | undefined): number => {
  let end = from;
  while (end < components.length && components[end] === component) end += 1;
  return end;
};

/** The place of a key among the keys of a component, which are ascending. */
const placeOf = (keys: Int32Array, wanted: number): number => {
  let low = 0;
  let high = keys.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};

const sightingsOf = (seen: Seen, keys: Int32Array, from: number, to: number): Sightings => ({
  nodes: seen.key.subarray(from, to).map((key) => placeOf(keys, key)),
  times: seen.time.subarray(from, to),
});

const eventsOf = (carried: Carried, keys: Int32Array, from: number, to: number): CarriedEvents => {
  const starts: number[] = [];
  const times: number[] = [];
  for (let row = from; row < to; row += 1) {
    const isSame =
      row > from &&
      carried.place[row] === carried.place[row - 1] &&
      carried.part[row] === carried.part[row - 1];
    if (isSame) continue;
    starts.push(row - from);
    times.push(carried.time[row] ?? 0);
  }
  return {
    starts: Int32Array.from([...starts, to - from]),
    nodes: carried.key.subarray(from, to).map((key) => placeOf(keys, key)),
    times: Float64Array.from(times),
  };
};

const statementsOf = (statements: Statements, keys: Int32Array, from: number, to: number): PairStatement[] =>
  Array.from({ length: to - from }, (_, offset) => {
    const row = from + offset;
    return {
      kind: statements.isSplit[row] === 1 ? ("split" as const) : ("join" as const),
      one: placeOf(keys, statements.a[row] ?? 0),
      other: placeOf(keys, statements.b[row] ?? 0),
      at: statements.at[row] ?? 0n,
    };
  });

/** A component and where its rows begin. */
export interface PlacedComponent {
  readonly component: Component;
  readonly firstNode: number;
  readonly firstLink: number;
  readonly firstStatement: number;
}

/** One component after the other, small ones first. */
export const componentsOf = function* ({
  nodes,
  links,
  statements,
  seen,
  carried,
}: BrokenEvidence): Generator<PlacedComponent> {
  let [node, link, statement, sighting, event] = [0, 0, 0, 0, 0];
  while (node < nodes.key.length) {
    const which = nodes.component[node];
    const nodeEnd = runEnd(nodes.component, node, which);
    const linkEnd = runEnd(links.component, link, which);
    const statementEnd = runEnd(statements.component, statement, which);
    const sightingEnd = runEnd(seen.component, sighting, which);
    const eventEnd = runEnd(carried.component, event, which);
    const keys = nodes.key.subarray(node, nodeEnd);
    const component: Component = {
      namespaces: nodes.namespace.subarray(node, nodeEnd),
      isDevice: nodes.isDevice.subarray(node, nodeEnd),
      isVerified: nodes.isVerified.subarray(node, nodeEnd),
      from: links.a.subarray(link, linkEnd).map((key) => placeOf(keys, key)),
      to: links.b.subarray(link, linkEnd).map((key) => placeOf(keys, key)),
      isJoin: links.isJoin.subarray(link, linkEnd),
      joinedAt: links.joinedAt.subarray(link, linkEnd),
      isClaim: links.isClaim.subarray(link, linkEnd),
      statements: statementsOf(statements, keys, statement, statementEnd),
      latest: links.latest.subarray(link, linkEnd),
      sightings: sightingsOf(seen, keys, sighting, sightingEnd),
      events: eventsOf(carried, keys, event, eventEnd),
    };
    yield { component, firstNode: node, firstLink: link, firstStatement: statement };
    [node, link, statement] = [nodeEnd, linkEnd, statementEnd];
    [sighting, event] = [sightingEnd, eventEnd];
  }
};
