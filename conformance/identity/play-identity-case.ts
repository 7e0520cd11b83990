// Plays a case of identity in a workspace of its own and reads off the published tables what it asks for.
import { CaseWorkspace, type NeutralEvent, textOf } from "../case-workspace.ts";
import { type IdentityCase, instantOf } from "./identity-case.ts";

/** What the tables say, of what a case expects. */
export interface FoundIdentity {
  readonly groups: readonly (readonly string[])[];
  readonly eventGroups: readonly (readonly string[])[];
  readonly refusals: readonly string[];
  readonly links: number;
  /** For each expected owner, the identifiers of the profile that the event belongs to. */
  readonly owners: readonly (readonly string[])[];
}

const neutralEvents = ({ events }: IdentityCase): NeutralEvent[] =>
  events.map(({ id, t, ids, ...others }, place) => ({
    channel: "web",
    event_type: "page_viewed",
    ...others,
    event_id: id ?? String(place + 1),
    occurred_at: instantOf(t),
    identifiers: ids,
  }));

const rankOf = (given: Readonly<Record<string, unknown>>): number =>
  typeof given["rank"] === "number" ? given["rank"] : 0;

/** The namespaces of the case alone: those it names, then the others by first appearance. */
const namespacesOf = ({ config, events }: IdentityCase): Record<string, unknown> => {
  const appearing = new Set(events.flatMap(({ ids }) => Object.keys(ids)));
  const others = [...appearing].filter((namespace) => config.namespaces[namespace] === undefined);
  const last = Math.max(0, ...Object.values(config.namespaces).map(rankOf)) + 1;
  return {
    ...config.namespaces,
    ...Object.fromEntries(others.map((namespace, place) => [namespace, { rank: last + 1 + place }])),
  };
};

const settingsOf = (example: IdentityCase): Readonly<Record<string, unknown>> => {
  const { namespaces: _, ...others } = example.config;
  return {
    identity: {
      policy: example.policy,
      built_in_namespaces: false,
      values: "as_given",
      ...others,
      namespaces: namespacesOf(example),
    },
    limits: { max_identifiers_per_event: 1_000_000 },
  };
};

const latest = (times: readonly string[]): string =>
  new Date(Math.max(...times.map((time) => Date.parse(time)))).toISOString();

const groupsOf = async (workspace: CaseWorkspace, select: string): Promise<string[][]> => {
  const groups = new Map<unknown, string[]>();
  for (const { holder, name } of await workspace.rows(select)) {
    const group = groups.get(holder) ?? [];
    group.push(textOf(name));
    groups.set(holder, group);
  }
  return [...groups.values()];
};

const held = `select profile_id as holder, namespace || ':' || "value" as name
  from dim_profile_identifiers where not is_shared`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const ownersOf = async (workspace: CaseWorkspace, example: IdentityCase): Promise<string[][]> => {
  const owners: string[][] = [];
  for (const { event, as_of } of example.expected.owners ?? []) {
    await workspace.run(instantOf(as_of));
    const rows = await workspace.rows(
      `select name from (${held}) where holder = (
        select profile_id from fct_touchpoints where event_id = ${literal(event)}
      )`,
    );
    owners.push(rows.map(({ name }) => textOf(name)));
  }
  return owners;
};

export const playIdentityCase = (example: IdentityCase): Promise<FoundIdentity> =>
  CaseWorkspace.within(settingsOf(example), neutralEvents(example), async (workspace) => {
    await workspace.run(latest(example.events.map(({ t }) => instantOf(t))));
    const refusals = await workspace.rows("select distinct rule from identity_refusals order by rule");
    const [links] = await workspace.rows(
      "select count(*)::integer as links from identity_links where not is_refused",
    );
    return {
      groups: await groupsOf(workspace, held),
      eventGroups: await groupsOf(
        workspace,
        "select profile_id as holder, event_id as name from fct_touchpoints",
      ),
      refusals: refusals.map(({ rule }) => textOf(rule)),
      links: Number(links?.["links"]),
      owners: await ownersOf(workspace, example),
    };
  });
