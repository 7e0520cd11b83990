// polku identity: how right the stitching is, what would change it, and what people decide about it.
import type { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { addApply } from "./identity/apply.ts";
import { addEvaluate } from "./identity/evaluate.ts";
import { addList } from "./identity/list.ts";
import { addPairs } from "./identity/pairs.ts";
import { addSuggest } from "./identity/suggest.ts";
import { addUndo } from "./identity/undo.ts";
import { addValues } from "./identity/values.ts";
import { addWhatIf } from "./identity/what-if.ts";

export const addIdentity = (program: Command, context: CommandContext): void => {
  const identity = program.command("identity").description("who is who, and how right that is");
  for (const add of [addEvaluate, addSuggest, addWhatIf, addPairs, addValues, addUndo, addList, addApply]) {
    add(identity, context);
  }
};
