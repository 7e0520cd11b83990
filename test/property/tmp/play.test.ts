import { it } from "vitest";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { inPlayground } from "../playground.ts";
it("play", async () => {
  const text = readFileSync(process.env["WORLD"] ?? "", "utf8");
  const [head = "", ...files] = text.split(/^# data\//m);
  const end = /--data-end (\S+)\)/.exec(head)?.[1];
  await inPlayground(parse(head) as Record<string, unknown>, async (p) => {
    p.write(
      "1",
      files.flatMap((f) => {
        const [name = "", ...lines] = f.split("\n");
        return lines.filter((l) => l !== "").map((line) => ({ source: name.split("/")[0] ?? "", line }));
      }),
    );
    const r = await p.run(end);
    console.log(JSON.stringify(r));
    for (const q of (process.env["SQL"] ?? "select * from quarantine").split(";")) {
      const rows = await p.rows(q).catch((e) => [String(e)]);
      console.log(q + "\n" + rows.map((x) => JSON.stringify(x)).join("\n"));
    }
  });
}, 600000);
