import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  Component,
  PairStatement,
  PolicyRules,
  Resolution,
} from "../../../../pipeline/identity/policies/policy.ts";
import { polku } from "../../../../pipeline/identity/policies/polku.ts";
import { connectedComponents } from "../../../../pipeline/identity/union-find.ts";

interface Link {
  readonly from: number;
  readonly to: number;
  readonly isJoin?: boolean;
  readonly joinedAt?: bigint;
  readonly isClaim?: boolean;
}

/** Namespaces by order: 0 user (limit 1), 1 e-mail (limit 2), 2 device, 3 card without limit. */
const device = 2;
const rules: PolicyRules = {
  ranks: Int32Array.of(1, 2, 3, 4),
  limits: Int32Array.of(1, 2, 0, 0),
  windows: new Float64Array(4),
  directions: [],
  refusesClaims: false,
};

const componentOf = (
  namespaces: readonly number[],
  links: readonly Link[],
  statements: readonly PairStatement[] = [],
  verified: readonly number[] = [],
): Component => ({
  namespaces: Int32Array.from(namespaces),
  isDevice: Uint8Array.from(namespaces, (namespace) => (namespace === device ? 1 : 0)),
  isVerified: Uint8Array.from(namespaces, (_, node) => (verified.includes(node) ? 1 : 0)),
  from: Int32Array.from(links, ({ from }) => from),
  to: Int32Array.from(links, ({ to }) => to),
  isJoin: Uint8Array.from(links, ({ isJoin }) => (isJoin === true ? 1 : 0)),
  joinedAt: BigInt64Array.from(links, ({ joinedAt }) => joinedAt ?? 0n),
  isClaim: Uint8Array.from(links, ({ isClaim }) => (isClaim === true ? 1 : 0)),
  statements,
  latest: new Int32Array(links.length),
  sightings: { nodes: new Int32Array(), times: new Float64Array() },
  events: { starts: Int32Array.of(0), nodes: new Int32Array(), times: new Float64Array() },
});

const groupsOf = ({ groups }: Resolution): number[] => [...groups];
const refused = ({ refusals }: Resolution): string[] => refusals.map(({ link, rule }) => `${link} ${rule}`);

const statement = (kind: "join" | "split", at: bigint): PairStatement => ({ kind, one: 0, other: 1, at });

/** Whether two users come into one profile. */
const joined = (statements: readonly PairStatement[], links: readonly Link[] = []): boolean => {
  const { groups } = polku.resolve(componentOf([0, 0], links, statements), rules);
  return groups[0] === groups[1];
};

const randomComponent = fc.integer({ min: 2, max: 12 }).chain((size) =>
  fc.record({
    namespaces: fc.array(fc.nat(3), { minLength: size, maxLength: size }),
    links: fc.uniqueArray(
      fc.record({
        from: fc.nat(size - 1),
        to: fc.nat(size - 1),
        isJoin: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
        isClaim: fc.boolean(),
      }),
      { maxLength: 24, selector: ({ from, to }) => `${Math.min(from, to)} ${Math.max(from, to)}` },
    ),
    verified: fc.array(fc.nat(size - 1), { maxLength: 4 }),
    refusesClaims: fc.boolean(),
  }),
);

type RandomComponent = typeof randomComponent extends fc.Arbitrary<infer Value> ? Value : never;

const real = (links: RandomComponent["links"]): RandomComponent["links"] =>
  links.filter(({ from, to }) => from !== to);

const play = (drawn: RandomComponent, limits = rules.limits): Resolution =>
  polku.resolve(componentOf(drawn.namespaces, real(drawn.links), [], drawn.verified), {
    ...rules,
    limits,
    refusesClaims: drawn.refusesClaims,
  });

describe("the polku policy", () => {
  it("gives the answer of the union-find where no rule is broken", () => {
    fc.assert(
      fc.property(randomComponent, (drawn) => {
        const links = real(drawn.links);
        const answer = play({ ...drawn, refusesClaims: false }, Int32Array.of(0, 0, 0, 0));
        const { nodes, labels } = connectedComponents(
          Int32Array.from(links, ({ from }) => from),
          Int32Array.from(links, ({ to }) => to),
          drawn.namespaces.length,
        );
        expect(answer.refusals).toEqual([]);
        nodes.forEach((node, place) => expect(answer.groups[node]).toBe(labels[place]));
      }),
    );
  });

  it("never lets a profile hold more than a limit, counting joined values as one", () => {
    fc.assert(
      fc.property(randomComponent, (drawn) => {
        const answer = play(drawn);
        const joins = real(drawn.links).filter(
          ({ isJoin, from, to }) => isJoin && answer.isShared[from] === 0 && answer.isShared[to] === 0,
        );
        const byJoins = polku.resolve(componentOf(drawn.namespaces, joins), {
          ...rules,
          limits: Int32Array.of(0, 0, 0, 0),
        });
        for (const [namespace, limit] of rules.limits.entries()) {
          const held = new Map<number, Set<number>>();
          drawn.namespaces.forEach((own, node) => {
            if (own !== namespace || limit === 0) return;
            const group = answer.groups[node] ?? -1;
            held.set(group, (held.get(group) ?? new Set()).add(byJoins.groups[node] ?? -1));
          });
          for (const values of held.values()) expect(values.size).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("refuses a link or keeps its ends together, and shares only devices with a refused link", () => {
    fc.assert(
      fc.property(randomComponent, (drawn) => {
        const answer = play(drawn);
        const lost = new Set(answer.refusals.map(({ link }) => link));
        expect(lost.size).toBe(answer.refusals.length);
        real(drawn.links).forEach(({ from, to }, link) => {
          if (!lost.has(link)) expect(answer.groups[from]).toBe(answer.groups[to]);
        });
        answer.isShared.forEach((isShared, node) => {
          if (isShared === 0) return;
          expect(drawn.namespaces[node]).toBe(device);
          const own = real(drawn.links).flatMap(({ from, to }, link) =>
            from === node || to === node ? [link] : [],
          );
          expect(own.every((link) => lost.has(link))).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it("lets the link that comes first stand", () => {
    const answer = polku.resolve(
      componentOf(
        [0, 0, 1],
        [
          { from: 0, to: 2 },
          { from: 1, to: 2 },
        ],
      ),
      rules,
    );
    expect(groupsOf(answer)).toEqual([0, 1, 0]);
    expect(answer.refusals).toEqual([{ link: 1, rule: "limit", namespace: 0, values: 2, winner: 0 }]);
  });

  it("takes all links of a device that has a refused one, and resolves again", () => {
    // Without device 3 the e-mail 2 is free to go with user 1.
    const links = [
      { from: 0, to: 3 },
      { from: 2, to: 3 },
      { from: 1, to: 3 },
      { from: 1, to: 2 },
    ];
    const answer = polku.resolve(componentOf([0, 0, 1, device], links), rules);
    expect(groupsOf(answer)).toEqual([0, 1, 1, 3]);
    expect([...answer.isShared]).toEqual([0, 0, 0, 1]);
    expect(refused(answer).toSorted()).toEqual(["0 shared_device", "1 shared_device", "2 limit"]);
  });

  it("holds joins whatever the limits say, and counts what they connect as one", () => {
    const links = [
      { from: 0, to: 1, isJoin: true },
      { from: 1, to: 2, isJoin: true },
      { from: 0, to: 3 },
      { from: 3, to: 4 },
    ];
    const answer = polku.resolve(componentOf([0, 0, 0, 1, 0], links), rules);
    expect(groupsOf(answer)).toEqual([0, 0, 0, 0, 4]);
    expect(refused(answer)).toEqual(["3 limit"]);
  });

  it("keeps the ends of a split apart, wherever the links would join them", () => {
    const links = [
      { from: 0, to: 3 },
      { from: 3, to: 4 },
      { from: 1, to: 4 },
    ];
    const split: PairStatement = { kind: "split", one: 0, other: 1, at: 5n };
    const answer = polku.resolve(componentOf([3, 3, 0, 1, 1], links, [split]), rules);
    expect(groupsOf(answer)).toEqual([0, 1, 2, 0, 0]);
    expect(refused(answer)).toEqual(["2 split"]);
  });

  it("lets the later of a join and a split of one pair hold", () => {
    expect(joined([statement("join", 1n), statement("split", 2n)])).toBe(false);
    expect(joined([statement("split", 1n), statement("join", 2n)])).toBe(true);
    const byEvent = [{ from: 0, to: 1, isJoin: true, joinedAt: 2n }];
    expect(joined([statement("split", 1n)], byEvent)).toBe(true);
    expect(joined([statement("split", 3n)], byEvent)).toBe(false);
  });

  it("ends a join of an event, not one that somebody stated, where a device becomes shared", () => {
    const links = [
      { from: 0, to: 2, isJoin: true },
      { from: 1, to: 2 },
    ];
    const nodes = [0, 0, device];
    const byEvent = polku.resolve(componentOf(nodes, links), rules);
    expect(refused(byEvent).toSorted()).toEqual(["0 shared_device", "1 limit"]);
    const stated = polku.resolve(
      componentOf(nodes, links, [{ kind: "join", one: 0, other: 2, at: 1n }]),
      rules,
    );
    expect(refused(stated)).toEqual(["1 limit"]);
    expect(groupsOf(stated)).toEqual([0, 1, 0]);
  });

  it("refuses a claim between two verified profiles only where it is asked to", () => {
    const links = [
      { from: 0, to: 2, isClaim: false },
      { from: 1, to: 2, isClaim: true },
    ];
    const component = componentOf([3, 3, 3], links, [], [0, 1, 2]);
    expect(refused(polku.resolve(component, rules))).toEqual([]);
    const answer = polku.resolve(component, { ...rules, refusesClaims: true });
    expect(refused(answer)).toEqual(["1 claim_only"]);
    expect(groupsOf(answer)).toEqual([0, 1, 0]);
  });

  it("resolves a device with two hundred thousand users", () => {
    const users = 200_000;
    const links = Array.from({ length: users }, (_, user) => ({ from: user, to: users }));
    const namespaces = [...Array.from({ length: users }, () => 0), device];
    const answer = polku.resolve(componentOf(namespaces, links), rules);
    expect(answer.refusals.length).toBe(users);
    expect(answer.isShared[users]).toBe(1);
  });

  // A round looks at every link: were there more of them in a longer chain, 200,000 links would take minutes.
  it.each([
    ["a chain of users and devices", (node: number) => (node % 2 === 0 ? 0 : device), (node: number) => node],
    [
      "a chain of e-mails and devices",
      (node: number) => (node % 2 === 0 ? 1 : device),
      (node: number) => node,
    ],
    ["a star of users around a device", (node: number) => (node === 0 ? device : 0), () => 0],
    ["a star of e-mails around a user", (node: number) => (node === 0 ? 0 : 1), () => 0],
  ] as const)("takes as many rounds for a short as for a long one: %s", (_, namespaceOf, before) => {
    const roundsOf = (links: number): number => {
      const namespaces = Array.from({ length: links + 1 }, (__, node) => namespaceOf(node));
      const all = Array.from({ length: links }, (__, link) => ({ from: before(link), to: link + 1 }));
      let rounds = 0;
      // The directions are read once a round.
      const counted: PolicyRules = {
        ...rules,
        get directions() {
          rounds += 1;
          return [];
        },
      };
      polku.resolve(componentOf(namespaces, all), counted);
      return rounds;
    };
    expect(roundsOf(4000)).toBe(roundsOf(40));
  });
});
