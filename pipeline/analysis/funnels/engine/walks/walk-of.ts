// The walk that a plan asks for.
import { LooseWalk } from "./loose-walk.ts";
import { OrderedWalk } from "./ordered-walk.ts";
import type { FunnelPlan, FunnelRows } from "../plan.ts";
import { StepWindowWalk } from "./step-window-walk.ts";
import { StrictWalk } from "./strict-walk.ts";
import { TiedWalk } from "./tied-walk.ts";
import { UnorderedWalk } from "./unordered-walk.ts";
import type { Walk } from "./walk.ts";
import { WindowFunnelWalk } from "./window-funnel-walk.ts";

export const walkOf = (rows: FunnelRows, plan: FunnelPlan): Walk => {
  if (plan.modes !== null) return new WindowFunnelWalk(rows, plan);
  if (plan.order === "unordered") return new UnorderedWalk(rows, plan);
  if (plan.order === "strict") return new StrictWalk(rows, plan);
  if (plan.windowFrom === "step") return new StepWindowWalk(rows, plan);
  if (plan.ties !== "convert") return new OrderedWalk(rows, plan);
  return new TiedWalk(rows, plan.graceMicros, new OrderedWalk(rows, plan), new LooseWalk(rows, plan));
};
