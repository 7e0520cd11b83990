// Which components hold more values of a namespace than its limit, over typed arrays.
import { placesWhere } from "./places.ts";

/**
 * The labels of such components, ascending. `labels` and `namespaces` are by identifier key, 0 labels what is in no
 * component; `limits` by namespace, 0 where there is none.
 */
export const overLimit = (labels: Int32Array, namespaces: Uint16Array, limits: Int32Array): Int32Array => {
  const isBroken = new Uint8Array(labels.length);
  const counts = new Int32Array(labels.length);
  for (const [namespace, limit] of limits.entries()) {
    if (limit === 0) continue;
    counts.fill(0);
    for (let key = 1; key < labels.length; key += 1) {
      const label = labels[key] ?? 0;
      if (label === 0 || namespaces[key] !== namespace) continue;
      const count = (counts[label] ?? 0) + 1;
      counts[label] = count;
      if (count > limit) isBroken[label] = 1;
    }
  }
  return placesWhere(isBroken);
};
