// One session with every macro, for tests that ask what a formula gives.
import { afterAll, beforeAll } from "vitest";
import type { Plain } from "../../../pipeline/warehouse/plain-value.ts";
import type { Session } from "../../../pipeline/warehouse/session.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";

export class MacroBench {
  warehouse!: Warehouse;
  session!: Session;

  constructor() {
    beforeAll(async () => {
      this.warehouse = await Warehouse.open(":memory:", {
        memory_limit: "1GB",
        threads: 1,
        temp_directory: undefined,
      });
      this.session = await this.warehouse.mappingSession();
    });
    afterAll(() => this.warehouse.end());
  }

  /** What an expression gives for each text, which it calls `given`. Texts come from a table: nothing is folded. */
  async each(expression: string, texts: readonly (string | null)[]): Promise<Plain[]> {
    const { session } = this;
    await session.run("create or replace temp table givens (place integer, given varchar)");
    await session.append("temp.givens", [Int32Array.from(texts.keys()), [...texts]]);
    const rows = await session.rows(`select ${expression} as result from givens order by place`);
    return rows.map(({ result }) => result ?? null);
  }

  /** The one value of an expression. */
  async value(expression: string): Promise<Plain> {
    return (await this.session.row(`select ${expression} as result`))?.["result"] ?? null;
  }
}
