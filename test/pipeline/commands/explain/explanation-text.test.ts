import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { statementOf } from "../../../../pipeline/identity/statements.ts";
import { explanationText } from "../../../../pipeline/commands/explain/explanation-text.ts";
import { resolveNamespaces } from "../../../../pipeline/config/namespaces.ts";
import { explainIn } from "../../../../pipeline/questions/explain.ts";
import { neutralConfig } from "../../../world/neutral.ts";
import { IdentityStore, idOf } from "../../stages/identity-store.ts";
import { secondsIn, seen } from "../../stages/seen.ts";

const config = neutralConfig();
const context = { config, namespaces: resolveNamespaces(config) };

const join = statementOf({
  kind: "join",
  identifiers: [
    { namespace: "user_id", value: "maija" },
    { namespace: "user_id", value: "m-2" },
  ],
  undoes: null,
  at: BigInt(secondsIn(50)),
  author: "liisa",
  reason: "one account too many",
});

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
  await store.put([
    seen("e1", 1, { user_id: "maija", email: "maija@example.com" }),
    seen("e2", 2, { user_id: "m-2" }),
    seen("e3", 3, { user_id: "pekka", email: "maija@example.com" }),
    seen("e4", 4, { user_id: "null" }),
    seen("e5", 5, { user_id: "sanna" }),
    seen("e6", 6, { user_id: "liisa" }),
  ]);
  await store.resolve(config, secondsIn(100));
  await store.resolve(config, secondsIn(100), { statements: [join] });
});
afterAll(() => store.close());

const explain = (subject: string, another?: string) =>
  explainIn(store.warehouse.writer, context, subject, another);
const text = async (subject: string, another?: string): Promise<string> =>
  explanationText(await explain(subject, another), undefined);

describe("an explanation in words", () => {
  it("leads by the statement that joined two identifiers, with its time", async () => {
    const { chain, bridges } = await explain("user_id:m-2", "user_id:maija");
    const link = { source: null, event_id: null, statement_id: join.statement_id };
    expect(chain).toMatchObject([{ ...link, from: "user_id:m-2", to: "user_id:maija" }]);
    expect(bridges.some(({ statement_id }) => statement_id === join.statement_id)).toBe(true);
    const told = await text("user_id:m-2", "user_id:maija");
    expect(told).toContain(`Profile ${idOf("user_id", "maija")}\n`);
    expect(told).toMatch(
      new RegExp(
        `First seen together:\\n.*\\n.*\\nuser_id:m-2 +user_id:maija +statement ${join.statement_id} +2026-`,
      ),
    );
  });

  it("says what is held, why another is not, and what became of ids", async () => {
    const told = await text("email:maija@example.com", "user_id:pekka");
    expect(told).toMatch(/user_id:maija +person +anchor/);
    expect(told).not.toContain("First seen together");
    expect(told).toContain(`Not together: the other is in profile ${idOf("user_id", "pekka")}.\n`);
    expect(told).toMatch(
      /limit +user_id:pekka +email:maija@example\.com +web:e3 +\d values of user_id, limit 1; won by web:e1/,
    );
    expect(told).toMatch(new RegExp(`merged +${idOf("user_id", "m-2")} +${idOf("user_id", "maija")}`));
  });

  it("says of two that nothing ever led from one to the other", async () => {
    expect(await text("user_id:sanna", "user_id:liisa")).toContain(
      `the other is in profile ${idOf("user_id", "liisa")}. No refused link touches either`,
    );
    expect(await text("user_id:m-2", "user_id:maija")).not.toContain("Not together");
  });

  it("follows an id that is held no more, and tells what belongs to nobody", async () => {
    const [gone, now] = [idOf("user_id", "m-2"), idOf("user_id", "maija")];
    expect(await text(gone)).toMatch(new RegExp(`^${gone} → ${now}\\nProfile ${now}\\n`));
    expect(await text("web:e4")).toContain(
      "It belongs to no profile: it carries no identifier that can be used.",
    );
  });
});
