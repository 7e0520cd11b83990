// Parts transitions by what they are, so that the different ones of a part fit into the processor's cache: among millions
// that lie anywhere, finding one takes longer than all else that is done with it.

export interface Transitions {
  readonly position: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export interface PersonTransitions extends Transitions {
  readonly person: Int32Array;
}

export const columnsFor = (transitions: number): Transitions => ({
  position: new Int32Array(transitions),
  from: new Int32Array(transitions),
  to: new Int32Array(transitions),
});

const parts = 256;

/** Equal transitions have equal hashes; the highest bits choose the part. */
export const hashOf = (position: number, from: number, to: number): number => {
  let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca77) ^ Math.imul(position, 0xc2b2ae3d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
};

const partOf = (hash: number): number => hash >>> 24;

const beginsOfParts = ({ position, from, to }: Transitions, total: number): Int32Array => {
  const begins = new Int32Array(parts + 1);
  for (let index = 0; index < total; index += 1) {
    const next = partOf(hashOf(position[index] ?? 0, from[index] ?? 0, to[index] ?? 0)) + 1;
    begins[next] = (begins[next] ?? 0) + 1;
  }
  for (let part = 1; part <= parts; part += 1) begins[part] = (begins[part] ?? 0) + (begins[part - 1] ?? 0);
  return begins;
};

/** Transitions by part, in each as they were; and where each part begins. */
export const partTransitions = (
  { position, from, to, person }: PersonTransitions,
  total: number,
): { readonly begins: Int32Array; readonly columns: PersonTransitions } => {
  const begins = beginsOfParts({ position, from, to }, total);
  const next = begins.slice();
  const columns = { ...columnsFor(total), person: new Int32Array(total) };
  for (let index = 0; index < total; index += 1) {
    const [at, left, right] = [position[index] ?? 0, from[index] ?? 0, to[index] ?? 0];
    const part = partOf(hashOf(at, left, right));
    const place = next[part] ?? 0;
    next[part] = place + 1;
    columns.position[place] = at;
    columns.from[place] = left;
    columns.to[place] = right;
    columns.person[place] = person[index] ?? 0;
  }
  return { begins, columns };
};
