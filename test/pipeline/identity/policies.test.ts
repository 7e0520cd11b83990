import { afterAll, beforeAll, describe, it } from "vitest";
import { policyNames } from "../../../models/config.ts";
import { IdentityStore } from "../stages/identity-store.ts";
import { isAFunctionOfTheEvidence } from "../stages/resolve/policy-worlds.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());

describe.each(policyNames)("the %s policy", (policy) => {
  it("is a function of the evidence, whatever the order, the runs and the repetitions", () =>
    isAFunctionOfTheEvidence(store, policy, { batches: 1, worlds: 50 }));
});
