// Hands components that break a rule to the policy, one by one, and keeps its answers.
import type {
  Component,
  PairStatement,
  Policy,
  PolicyRules,
  Refusal,
} from "../../identity/policies/policy.ts";
import type { Column, Session } from "../../warehouse/session.ts";
import { sqlText } from "../../warehouse/sql-text.ts";
import { makeOf } from "./statements.ts";

const integers = (column: Column | undefined): Int32Array =>
  column instanceof Int32Array ? column : new Int32Array();

const none = new Int32Array();

const flags = (column: Column | undefined): Uint8Array => Uint8Array.from(integers(column));

const longs = (column: Column | undefined): BigInt64Array =>
  column instanceof BigInt64Array ? column : new BigInt64Array();

interface Statements {
  readonly component: Int32Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly isSplit: Uint8Array;
  readonly at: BigInt64Array;
  /** By which `id_stated_pairs` knows it. */
  readonly place: Int32Array;
}

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
}

const readNodes = async (session: Session): Promise<Nodes> => {
  const columns = await session.columns(sqlText("sql/identity/groups/broken_nodes.sql"));
  return {
    component: integers(columns["component_key"]),
    key: integers(columns["identifier_key"]),
    namespace: integers(columns["namespace_order"]),
    isDevice: flags(columns["is_device"]),
    isVerified: flags(columns["is_verified"]),
  };
};

const readLinks = async (session: Session): Promise<Links> => {
  const columns = await session.columns(sqlText("sql/identity/groups/broken_links.sql"));
  return {
    component: integers(columns["component_key"]),
    a: integers(columns["a_key"]),
    b: integers(columns["b_key"]),
    isJoin: flags(columns["is_join"]),
    joinedAt: longs(columns["joined_at"]),
    isClaim: flags(columns["is_claim"]),
  };
};

const readStatements = async (session: Session): Promise<Statements> => {
  const columns = await session.columns(sqlText("sql/identity/groups/broken_statements.sql"));
  return {
    component: integers(columns["component_key"]),
    a: integers(columns["a_key"]),
    b: integers(columns["b_key"]),
    isSplit: flags(columns["is_split"]),
    at: longs(columns["stated_at"]),
    place: integers(columns["place"]),
  };
};

/** The end of the run of a value that begins at `from`; `from` itself where another value stands there. */
const runEnd = (values: Int32Array, from: number, value: number): number => {
  let end = from;
  while (end < values.length && values[end] === value) end += 1;
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

type Run = readonly [from: number, to: number];

const statementsOf = (statements: Statements, [from, to]: Run, keys: Int32Array): PairStatement[] =>
  Array.from({ length: to - from }, (_, offset) => {
    const row = from + offset;
    return {
      kind: statements.isSplit[row] === 1 ? ("split" as const) : ("join" as const),
      one: placeOf(keys, statements.a[row] ?? 0),
      other: placeOf(keys, statements.b[row] ?? 0),
      at: statements.at[row] ?? 0n,
    };
  });

interface Evidence {
  readonly nodes: Nodes;
  readonly links: Links;
  readonly statements: Statements;
}

const componentOf = (
  { nodes, links, statements }: Evidence,
  [nodeFrom, nodeTo]: Run,
  [linkFrom, linkTo]: Run,
  statementRun: Run,
): Component => {
  const keys = nodes.key.subarray(nodeFrom, nodeTo);
  return {
    namespaces: nodes.namespace.subarray(nodeFrom, nodeTo),
    isDevice: nodes.isDevice.subarray(nodeFrom, nodeTo),
    isVerified: nodes.isVerified.subarray(nodeFrom, nodeTo),
    from: links.a.subarray(linkFrom, linkTo).map((key) => placeOf(keys, key)),
    to: links.b.subarray(linkFrom, linkTo).map((key) => placeOf(keys, key)),
    isJoin: links.isJoin.subarray(linkFrom, linkTo),
    joinedAt: links.joinedAt.subarray(linkFrom, linkTo),
    isClaim: links.isClaim.subarray(linkFrom, linkTo),
    statements: statementsOf(statements, statementRun, keys),
  };
};

interface Answers {
  readonly group: Int32Array;
  readonly isShared: Int32Array;
  /** `statement`: the place by which `id_stated_pairs` knows it; -1 where no statement refused the link. */
  readonly refusals: { a: number; b: number; refusal: Refusal; statement: number }[];
}

const resolveAll = (evidence: Evidence, policy: Policy, rules: PolicyRules): Answers => {
  const { nodes, links, statements } = evidence;
  const answers: Answers = {
    group: new Int32Array(nodes.key.length),
    isShared: new Int32Array(nodes.key.length),
    refusals: [],
  };
  let linkFrom = 0;
  let statementFrom = 0;
  for (let nodeFrom = 0; nodeFrom < nodes.key.length;) {
    const key = nodes.component[nodeFrom] ?? 0;
    const nodeTo = runEnd(nodes.component, nodeFrom, key);
    const linkTo = runEnd(links.component, linkFrom, key);
    const statementTo = runEnd(statements.component, statementFrom, key);
    const component = componentOf(
      evidence,
      [nodeFrom, nodeTo],
      [linkFrom, linkTo],
      [statementFrom, statementTo],
    );
    const { groups, isShared, refusals } = policy.resolve(component, rules);
    groups.forEach((smallest, node) => {
      answers.group[nodeFrom + node] = nodes.key[nodeFrom + smallest] ?? 0;
      answers.isShared[nodeFrom + node] = isShared[node] ?? 0;
    });
    for (const refusal of refusals) {
      const link = linkFrom + refusal.link;
      const statement =
        refusal.statement === undefined ? -1 : (statements.place[statementFrom + refusal.statement] ?? -1);
      answers.refusals.push({ a: links.a[link] ?? 0, b: links.b[link] ?? 0, refusal, statement });
    }
    nodeFrom = nodeTo;
    linkFrom = linkTo;
    statementFrom = statementTo;
  }
  return answers;
};

const keepRefusals = async (session: Session, refusals: Answers["refusals"]): Promise<void> => {
  const numbers = (read: (refusal: Answers["refusals"][number]) => number): Int32Array =>
    Int32Array.from(refusals, read);
  await session.run("create or replace temp table id_refusal_rules (link integer, rule varchar)");
  await makeOf(session, "refused_links", {
    link: numbers(({ a }) => a).map((_, place) => place),
    a_key: numbers(({ a }) => a),
    b_key: numbers(({ b }) => b),
    namespace_order: numbers(({ refusal }) => refusal.namespace ?? -1),
    held_values: numbers(({ refusal }) => refusal.values ?? 0),
    place: numbers(({ statement }) => statement),
  });
  await session.append("temp.id_refusal_rules", [
    Int32Array.from(refusals, (_, place) => place),
    refusals.map(({ refusal }) => refusal.rule),
  ]);
  await session.run(
    `insert into link_refusals
    select
      refused.a_key, refused.b_key, rules.rule,
      case
        when namespaces.namespace is not null
          then format('{} values of {}, limit {}', refused.held_values, namespaces.namespace, namespaces.value_limit)
        when statements.statement_id is not null
          then format('statement {} ({})', statements.statement_id, statements.reason)
      end as detail
    from id_refused_links as refused
    inner join id_refusal_rules as rules using (link)
    left join cfg_identity_namespaces as namespaces using (namespace_order)
    left join id_stated_pairs as stated using (place)
    left join statements on statements.statement_id = stated.statement_id`,
  );
};

/** Leaves `id_resolved`: the group of each identifier of a broken component, and whether it is a shared device. */
export const applyPolicy = async (session: Session, policy: Policy, rules: PolicyRules): Promise<void> => {
  // Names and events of all links are looked up in vain where nothing is broken, as in most increments.
  if ((await session.count("select count(*) from id_broken_sizes")) === 0) {
    await makeOf(session, "resolved", { identifier_key: none, group_key: none, is_shared: none });
    return;
  }
  const nodes = await readNodes(session);
  const evidence = { nodes, links: await readLinks(session), statements: await readStatements(session) };
  const { group, isShared, refusals } = resolveAll(evidence, policy, rules);
  await makeOf(session, "resolved", { identifier_key: nodes.key, group_key: group, is_shared: isShared });
  await keepRefusals(session, refusals);
};
