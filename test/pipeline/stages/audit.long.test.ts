import { afterAll, beforeAll, expect, it } from "vitest";
import { damages, SoundStore } from "./audit/damages.ts";

let sound: SoundStore;
beforeAll(async () => {
  sound = await SoundStore.open();
});
afterAll(() => sound.store.close());

it.each(Object.values(damages))("audits prove no more than is true after: %s", async (damage) => {
  expect(await sound.foundAfter(damage)).toEqual(await sound.askedAfter(damage));
});
