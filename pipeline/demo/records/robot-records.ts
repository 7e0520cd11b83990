// A robot that reads the shop's pages: events like any other, told by their user agent and excluded by it.
import { helsinkiMonth, isoTime, second, worldStart, day } from "../world/calendar.ts";
import { site } from "../world/catalogue.ts";
import { Random } from "../world/random.ts";
import type { Ledger } from "./ledger.ts";
import type { WorldRecord } from "./world-record.ts";

const robotDays = 15;
const pagesPerDay = 20;

/** Reads a few pages every week, a page every two seconds. */
export const robotRecords = (seed: string, ledger: Ledger): WorldRecord[] => {
  const random = new Random(seed, "robot");
  const anonymousId = random.uuid();
  ledger.count("bot_hits", robotDays * pagesPerDay);
  return Array.from({ length: robotDays * pagesPerDay }, (_, index) => {
    const at =
      worldStart + (Math.floor(index / pagesPerDay) * 8 + 1) * day + (index % pagesPerDay) * 2 * second;
    const messageId = `ajs-next-${at}-${random.uuid()}`;
    const path = `/tuotteet/${index % pagesPerDay}`;
    const record = {
      messageId,
      timestamp: isoTime(at),
      anonymousId,
      userId: null,
      type: "page",
      properties: { path, url: site + path },
      context: { userAgent: "ExampleBot/1.0 (+https://bot.example)", page: { path, url: site + path } },
    };
    return {
      source: "shop-web",
      file: `web/${helsinkiMonth(at)}.ndjson`,
      at,
      lines: [JSON.stringify(record)],
      brokenAs: null,
      events: [{ eventId: messageId, person: null, fate: "stored" }],
    };
  });
};
