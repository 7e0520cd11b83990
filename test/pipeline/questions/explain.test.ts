import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainResultSchema, type ExplainResult } from "../../../models/results/identity.ts";
import { explainIn } from "../../../pipeline/questions/explain.ts";
import { profileId } from "../../../pipeline/identity/profile-id.ts";
import { resolveNamespaces } from "../../../pipeline/config/namespaces.ts";
import { neutralConfig } from "../../world/neutral.ts";
import { IdentityStore, secret } from "../stages/identity-store.ts";
import { secondsIn, seen } from "../stages/seen.ts";

const config = neutralConfig({
  identity: { phone: { default_country: "FI" }, namespaces: { address: { kind: "household" } } },
});
const context = { config, namespaces: resolveNamespaces(config) };

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
  await store.put([seen("e0", 0, { anonymous_id: "a1" })]);
  await store.resolve(config, secondsIn(0));
  await store.put([
    seen("e1", 1, { user_id: "maija", email: "maija@example.com" }),
    seen("e2", 2, { user_id: "maija", anonymous_id: "a1" }),
    seen("e3", 3, { email: "maija@example.com", phone: "040 123 4567" }),
    seen("e4", 4, { phone: "040 123 4567", anonymous_id: "a1" }),
    seen("e5", 5, { user_id: "maija", loyalty_card: "C-1" }),
    seen("e6", 6, { user_id: "pekka", email: "maija@example.com" }),
    seen("e7", 7, { user_id: "pekka", anonymous_id: "till" }),
    seen("e8", 8, { user_id: "sanna", anonymous_id: "till" }),
    seen("e9", 9, { anonymous_id: "till" }),
    seen("e10", 10, { user_id: "null", email: "nobody" }),
    seen("e11", 11, { user_id: "liisa", email: "liisa@example.com", anonymous_id: "a2" }),
    seen("e12", 12, { email: "liisa@example.com", anonymous_id: "a2" }),
    seen("e13", 1000, { email: "liisa@example.com" }),
    seen("e14", 14, { address: "Kuja 1" }),
  ]);
  await store.resolve(config, secondsIn(100));
});
afterAll(() => store.close());

const explain = async (subject: string, another?: string): Promise<ExplainResult> =>
  explainResultSchema.parse(await explainIn(store.warehouse.writer, context, subject, another));

const idOf = (user: string): string => profileId(secret, "user_id", user);
const names = (links: ExplainResult["chain"]): string[] => links.map(({ from, to }) => `${from} > ${to}`);

describe("explain", () => {
  it("tells what a profile holds, the strongest first", async () => {
    const { profile_id, identifiers } = await explain(idOf("maija"));
    expect(profile_id).toBe(idOf("maija"));
    expect(identifiers).toEqual([
      { namespace: "user_id", value: "maija", kind: "person", is_anchor: true },
      { namespace: "loyalty_card", value: "C1", kind: "person", is_anchor: false },
      { namespace: "email", value: "maija@example.com", kind: "person", is_anchor: false },
      { namespace: "phone", value: "+358401234567", kind: "person", is_anchor: false },
      { namespace: "anonymous_id", value: "a1", kind: "device", is_anchor: false },
    ]);
  });

  it("gives the shortest chain between two identifiers, with the event of each link", async () => {
    const { chain } = await explain("loyalty_card:C 1", "phone:0401234567");
    const link = { source: "web", events: 1, statement_id: null };
    expect(chain).toEqual([
      {
        ...link,
        from: "loyalty_card:C1",
        to: "user_id:maija",
        event_id: "e5",
        occurred_at: "2026-01-01T00:00:05.000Z",
      },
      {
        ...link,
        from: "user_id:maija",
        to: "email:maija@example.com",
        event_id: "e1",
        occurred_at: "2026-01-01T00:00:01.000Z",
      },
      {
        ...link,
        from: "email:maija@example.com",
        to: "phone:+358401234567",
        event_id: "e3",
        occurred_at: "2026-01-01T00:00:03.000Z",
      },
    ]);
  });

  it("finds an identifier however it is written, and leads from it to the anchor", async () => {
    const { chain } = await explain("email: MAIJA@Example.com");
    expect(names(chain)).toEqual(["email:maija@example.com > user_id:maija"]);
  });

  it("leads from the anchor of a profile to everything that it holds", async () => {
    const { chain } = await explain(idOf("maija"));
    expect(names(chain)).toEqual([
      "user_id:maija > loyalty_card:C1",
      "user_id:maija > email:maija@example.com",
      "user_id:maija > anonymous_id:a1",
      "email:maija@example.com > phone:+358401234567",
    ]);
  });

  it("names the links without which the profile would be two", async () => {
    expect(names((await explain("user_id:maija")).bridges)).toEqual(["user_id:maija > loyalty_card:C1"]);
  });

  it("tells the refusals that touch the profile, and no chain where they won", async () => {
    const { chain, refusals } = await explain("user_id:maija", "user_id:pekka");
    expect(chain).toEqual([]);
    expect(refusals.map(({ rule, value_a, value_b }) => [rule, value_a, value_b])).toEqual([
      ["limit", "pekka", "maija@example.com"],
      ["shared_device", "pekka", "till"],
    ]);
    expect(refusals[0]).toMatchObject({
      profile_id_a: idOf("pekka"),
      profile_id_b: idOf("maija"),
      event_id: "e6",
      detail: "2 values of user_id, limit 1; won by web:e1",
      won_by: "web:e1",
    });
  });

  it("explains an event by what it was matched by", async () => {
    const { profile_id, chain } = await explain("web:e3");
    expect(profile_id).toBe(idOf("maija"));
    expect(names(chain)).toEqual(["email:maija@example.com > user_id:maija"]);
  });

  it("gives a shared device to its present owner, and says why nobody holds it", async () => {
    const { profile_id, chain, refusals } = await explain("anonymous_id:till");
    expect(profile_id).toBe(idOf("sanna"));
    expect(chain).toEqual([]);
    expect(refusals.map(({ rule }) => rule)).toEqual(["limit", "shared_device"]);
  });

  it("follows an id that nobody holds any more to where its anchor is", async () => {
    const retired = profileId(secret, "anonymous_id", "a1");
    const { profile_id, id_chain, history } = await explain(retired);
    expect(profile_id).toBe(idOf("maija"));
    expect(id_chain).toEqual([retired, idOf("maija")]);
    expect(
      history.map(({ cause, profile_id: id, other_profile_id, event_id }) => [
        cause,
        id,
        other_profile_id,
        event_id,
      ]),
    ).toEqual([
      ["created", retired, null, "e0"],
      ["identified", retired, idOf("maija"), "e1"],
    ]);
  });

  it("counts links that the same events showed as one bridge", async () => {
    const { bridges, links } = await explain("user_id:liisa");
    expect(bridges).toMatchObject([
      { from: "user_id:liisa", to: "email:liisa@example.com", events: 1, event_id: "e11" },
    ]);
    expect(bridges[0]?.identifiers).toEqual(["user_id:liisa", "email:liisa@example.com", "anonymous_id:a2"]);
    expect(links).toHaveLength(3);
  });

  it("tells what an event was the first to show, what it changed, and that a bridge hangs on it alone", async () => {
    const { event } = await explain("web:e11");
    expect(event).toMatchObject({
      event_id: "e11",
      profile_id: idOf("liisa"),
      matched_by: "user_id:liisa",
      is_shared: false,
      is_future: false,
      first_evidence: [
        { from: "user_id:liisa", to: "email:liisa@example.com", is_refused: false },
        { from: "user_id:liisa", to: "anonymous_id:a2", is_refused: false },
      ],
      changes: [{ cause: "created", profile_id: idOf("liisa") }],
    });
    expect(event?.only_evidence_of.map(({ from }) => from)).toEqual(["user_id:liisa"]);
    const refused = (await explain("web:e6")).event;
    expect(refused?.first_evidence.map(({ is_refused }) => is_refused)).toEqual([true]);
    const shared = (await explain("web:e9")).event;
    expect(shared).toMatchObject({ matched_by: "anonymous_id:till", is_shared: true, first_evidence: [] });
  });

  it("tells of an event that waits for the end of data", async () => {
    expect((await explain("web:e13")).event).toMatchObject({ is_future: true, profile_id: null });
  });

  it("says of a blocked or malformed value that it was refused", async () => {
    for (const value of ["user_id:null", "email:Nobody"]) {
      const { profile_id, identifiers, refusals } = await explain(value);
      expect([profile_id, identifiers]).toEqual([null, []]);
      expect(refusals.map(({ rule }) => rule)).toEqual(["blocked_value"]);
    }
  });

  it("says of a household's value that it belongs to no profile", async () => {
    expect(await explain("address:Kuja 1")).toMatchObject({
      profile_id: null,
      identifiers: [],
      refusals: [],
    });
  });

  it("explains an event that belongs to nobody", async () => {
    const { profile_id, chain } = await explain("web:e10");
    expect([profile_id, chain]).toEqual([null, []]);
  });

  it("refuses what is not stored, and what is no question, without repeating it", async () => {
    for (const subject of ["email:stranger@example.com", "web:nothing", `p_${"0".repeat(24)}`]) {
      await expect(explain(subject)).rejects.toMatchObject({ code: "not_found" });
      await expect(explain(subject)).rejects.not.toThrow(/stranger|nothing|000/);
    }
    await expect(explain("maija")).rejects.toMatchObject({ code: "usage" });
  });
});
