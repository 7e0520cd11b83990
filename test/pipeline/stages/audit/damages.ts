// A sound store, what breaks the law of each audit in it, and what the audits say then.
import { audit } from "../../../../pipeline/stages/audit.ts";
import { questionsOfFiles, questionsOfModels } from "../../../../pipeline/stages/audit/questions.ts";
import { loadModels } from "../../../../pipeline/warehouse/models.ts";
import { ShopperStore, shopperConfig } from "../../../world/shopper-store.ts";
import { everyShopper } from "../../../world/shoppers.ts";

const funnels = [{ name: "buy", steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }] }];

/** A store in which no audit finds a row, until a statement damages it. */
export class SoundStore {
  readonly store: ShopperStore;

  private constructor(store: ShopperStore) {
    this.store = store;
  }

  static async open(): Promise<SoundStore> {
    return new SoundStore(await ShopperStore.built(everyShopper, "03-31 08:00", shopperConfig({ funnels })));
  }

  /** Names of the audits that find rows after a statement, which is then taken back. */
  foundAfter(damage: string): Promise<string[]> {
    return this.#after(damage, async () =>
      (await audit(this.store.context)).filter(({ rows }) => rows > 0).map(({ name }) => name),
    );
  }

  /** Names of the audits that find rows when each is asked by itself, whatever is proven. */
  async askedAfter(damage: string): Promise<string[]> {
    const models = await loadModels(this.store.context.warehouse.writer);
    return this.#after(damage, async () => {
      const found: string[] = [];
      for (const { name, sql } of [...questionsOfFiles(), ...questionsOfModels(models)]) {
        const rows = await this.store.rows(`select count(*) as rows from (${sql}\n) as audit`);
        if (Number(rows[0]?.["rows"]) > 0) found.push(name);
      }
      return found;
    });
  }

  async #after(damage: string, ask: () => Promise<string[]>): Promise<string[]> {
    await this.store.run("begin transaction");
    try {
      await this.store.run(damage);
      return await ask();
    } finally {
      await this.store.run("rollback");
    }
  }
}

/** For each audit a statement that breaks its law. */
export const damages: Readonly<Record<string, string>> = {
  assert_records_add_up: "update accounting_entries set mapped = mapped + 1",
  assert_received_events_add_up: "update accounting_entries set duplicate = duplicate + 1",
  assert_stored_events_agree: "delete from events where event_id = 'e1'",
  assert_quarantine_agrees:
    "insert into quarantine (run_id, source, origin, position, reason, shape, is_record) values ('run-1', 'shop', 'file', 1, 'not_json', 'line', true)",
  assert_events_unique: "insert into events from events where event_id = 'e1'",
  assert_events_are_touchpoints: "delete from int_touchpoints where event_key = 4",
  assert_touchpoints_in_order:
    "update int_touchpoints set occurred_at = timestamp '2026-01-01 09:00' where event_key = 2",
  assert_inbound_in_one_session: "update int_touchpoints set session_key = null where event_key = 2",
  assert_sessions_are_apart:
    "update int_sessions set started_at = timestamp '2026-01-01 10:00' where session_key = 3",
  assert_one_currency: "update int_touchpoints set counted_value = null where event_key = 6",
  assert_sums_fit: "update int_sessions set is_value_beyond = true where session_key = 3",
  assert_totals_agree: "update int_profile_activity set sessions = sessions + 1",
  assert_journey_touchpoints_agree: "update int_visits set touchpoints = touchpoints + 1 where is_last_visit",
  assert_flows_balance:
    "update fct_path_transitions set transitions = transitions + 1 where from_label = '(start)'",
  assert_visits_add_up: "delete from fct_drop_offs where drop_off_kind = 'gone'",
  assert_drop_offs_add_up:
    "update fct_drop_off_points set gone = gone + 1 where step_label = 'web/cart_added'",
  assert_funnels_add_up: "update fct_funnel_steps set went_on = went_on - 1, dropped = dropped + 1",
};
