// What of the models speaks of one profile at a time, and what of all.
import type { Model } from "../models.ts";

const isPerProfile = ({ kind }: Model): boolean =>
  kind === "profile" || kind === "scratch" || kind === "dictionary";

/** Per-profile models and the views they read, in order; then the rest. */
export const phases = (models: readonly Model[]): [Model[], Model[]] => {
  const first = new Set(models.filter(isPerProfile));
  for (const model of models.toReversed()) {
    const isRead = [...first].some((reader) => reader.reads.has(model.name));
    if (model.kind === "view" && isRead) first.add(model);
  }
  return [models.filter((model) => first.has(model)), models.filter((model) => !first.has(model))];
};
