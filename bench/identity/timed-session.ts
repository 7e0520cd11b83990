// A session that notes how long each statement takes, by what the statement makes.
import type { Session } from "../../pipeline/warehouse/session.ts";
import type { Warehouse } from "../../pipeline/warehouse/warehouse.ts";

export interface StatementTime {
  readonly statement: string;
  readonly seconds: number;
}

const timedMethods = new Set(["run", "rows", "row", "count", "columns", "append"]);

/** What a statement makes or changes, else how it begins. */
const nameOf = (sql: string): string =>
  /(?:create or replace temp (?:table|view|macro)|insert into|delete from|update)\s+[\w.]+/.exec(sql)?.[0] ??
  sql.replaceAll(/\s+/g, " ").trim().slice(0, 60);

export class StatementClock {
  readonly #seconds = new Map<string, number>();

  /** Everything since the last call, dearest first. */
  take(): StatementTime[] {
    const times = [...this.#seconds].map(([statement, seconds]) => ({ statement, seconds }));
    this.#seconds.clear();
    return times.toSorted((one, other) => other.seconds - one.seconds);
  }

  /** The same warehouse, with a writer that is timed. */
  watch(warehouse: Warehouse): Warehouse {
    const writer = this.#timed(warehouse.writer);
    return new Proxy(warehouse, {
      get: (target, key) => {
        if (key === "writer") return writer;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  #timed(session: Session): Session {
    return new Proxy(session, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        if (typeof key !== "string" || !timedMethods.has(key)) return value.bind(target);
        return (...given: unknown[]) =>
          this.#measure(String(given[0]), () => Reflect.apply(value, target, given));
      },
    });
  }

  async #measure(sql: string, work: () => unknown): Promise<unknown> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      const name = nameOf(sql);
      this.#seconds.set(name, (this.#seconds.get(name) ?? 0) + (performance.now() - startedAt) / 1000);
    }
  }
}
