import fc from "fast-check";
import { expect, it } from "vitest";
import { EdgeTable } from "../../../../../pipeline/analysis/paths/edges/edge-table.ts";

const [positions, codes] = [4, 5];

const transition = fc.record({
  position: fc.nat(positions - 1),
  from: fc.nat(codes - 1),
  to: fc.nat(codes - 1),
  person: fc.nat(6),
  seconds: fc.integer({ min: -1, max: 9 }),
});

const transitions = fc
  .array(transition, { maxLength: 80 })
  .map((all) => all.toSorted((left, right) => left.person - right.person));

type Transition = typeof transition extends fc.Arbitrary<infer Value> ? Value : never;

/** With so many codes no edge has a place of its own. */
const manyCodes = 3000;

const filled = (all: readonly Transition[], codes_: number): EdgeTable => {
  const table = new EdgeTable(positions, codes_, all.length);
  for (const { position, from, to, person, seconds } of all) table.add(position, from, to, person, seconds);
  table.finish();
  return table;
};

const nameOf = ({ position, from, to }: Pick<Transition, "position" | "from" | "to">): string =>
  `${String(position)}: ${String(from)} > ${String(to)}`;

const byName = (left: { name: string }, right: { name: string }): number => (left.name < right.name ? -1 : 1);

it.each([codes, manyCodes])("counts each edge's transitions and people, with %i codes", (codes_) => {
  fc.assert(
    fc.property(transitions, (all) => {
      const table = filled(all, codes_);
      const found = Array.from({ length: table.edges }, (_, edge) => ({
        name: nameOf({
          position: table.position[edge] ?? -1,
          from: table.from[edge] ?? -1,
          to: table.to[edge] ?? -1,
        }),
        transitions: table.transitions[edge],
        people: table.people[edge],
      }));
      const names = [...new Set(all.map(nameOf))];
      const expected = names.map((name) => {
        const own = all.filter((one) => nameOf(one) === name);
        return { name, transitions: own.length, people: new Set(own.map(({ person }) => person)).size };
      });
      expect(found.toSorted(byName)).toEqual(expected.toSorted(byName));

      const shown = Array.from({ length: Math.min(3, table.edges) }, (_, place) => table.edges - 1 - place);
      const places = table.placesAmong(shown);
      const shownNames = shown.map((edge) => found[edge]?.name ?? "");
      expect([...places]).toEqual(all.map((one) => shownNames.indexOf(nameOf(one))));
      expect(all.map((_, index) => table.positionOf(index))).toEqual(all.map(({ position }) => position));
    }),
    { numRuns: 60 },
  );
});
