import { afterEach, describe, expect, it } from "vitest";
import { ShopperStore } from "../../../world/shopper-store.ts";
import { page } from "../../../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const kinds = (): Promise<unknown> =>
  store.rows(
    `select event_type, campaign, count(distinct kind_key) as keys, count(*) as touchpoints
     from int_touchpoints inner join int_kinds using (kind_key) group by all order by all`,
  );

describe("a dictionary", () => {
  it("numbers a kind once, whatever of it is null, also where touchpoints come later", async () => {
    const spring = { campaign: "spring" };
    const outi = {
      name: "outi",
      isKnown: true,
      events: [page("01-01 10:00", "a"), page("01-01 10:01", "b", spring)],
    };
    store = await ShopperStore.built([outi], "12-31 00:00");
    await store.add({
      name: "uuno",
      isKnown: true,
      events: [
        page("01-02 10:00", "c"),
        page("01-02 10:01", "d", spring),
        page("01-02 10:02", "e", { campaign: "" }),
      ],
    });
    await store.build("12-31 00:00", { isFull: false });
    expect(await kinds()).toEqual([
      { event_type: "page_viewed", campaign: "", keys: 1, touchpoints: 1 },
      { event_type: "page_viewed", campaign: "spring", keys: 1, touchpoints: 2 },
      { event_type: "page_viewed", campaign: null, keys: 1, touchpoints: 2 },
    ]);
    expect(await store.rows("select count(*) as kinds from int_kinds")).toEqual([{ kinds: 3 }]);
  });
});
