// What a run says where one of its own queries cannot be answered: a model, an audit or a proof.
import { PolkuError } from "../../../models/errors.ts";
import { problemIn } from "../engine-error.ts";

/** model_failed, without values of rows; `cause` is what the engine threw. */
export const modelFailed = (model: string, cause: unknown): PolkuError =>
  new PolkuError("model_failed", { model, problem: problemIn(cause) }, { cause });
