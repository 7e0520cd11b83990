// The only list of policies. A policy is one file beside this one.
import { PolkuError } from "../../../models/errors.ts";
import { adobe } from "./adobe.ts";
import type { Policy } from "./policy.ts";
import { polku } from "./polku.ts";
import { segment } from "./segment.ts";

const policies: readonly Policy[] = [polku, adobe, segment];

/** The policy of that name; a name nobody registered is our own fault, for the configuration has a closed list. */
export const policyNamed = (name: string): Policy => {
  const policy = policies.find((candidate) => candidate.name === name);
  if (policy === undefined) throw new PolkuError("internal", { problem: `There is no policy ${name}.` });
  return policy;
};
