// Reads a truth from a CSV file: groups (whose is it) or pairs (are these the same), of identifiers or of events.
// Refuses a file without the columns of one of these, and a label that is neither yes nor no.
import { PolkuError } from "../../../models/errors.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Session } from "../../warehouse/session.ts";

export interface TruthKind {
  readonly units: "identifiers" | "events";
  readonly shape: "groups" | "pairs";
}

/** The columns of each kind, in the order part_a, part_b and person, or part_a, part_b, other_a, other_b, is_same. */
const kinds: readonly (TruthKind & { readonly columns: readonly string[] })[] = [
  { units: "identifiers", shape: "groups", columns: ["namespace", "value", "person"] },
  { units: "events", shape: "groups", columns: ["source", "event_id", "person"] },
  {
    units: "identifiers",
    shape: "pairs",
    columns: ["namespace_a", "value_a", "namespace_b", "value_b", "is_same"],
  },
  {
    units: "events",
    shape: "pairs",
    columns: ["source_a", "event_id_a", "source_b", "event_id_b", "is_same"],
  },
];

const names = {
  groups: ["part_a", "part_b", "person"],
  pairs: ["part_a", "part_b", "other_a", "other_b", "label"],
};

const readFile = async (session: Session, file: string): Promise<string[]> => {
  try {
    await session.run(
      `create or replace temp table id_truth_file as
      select * from read_csv($1, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`,
      [file],
    );
  } catch (cause) {
    throw new PolkuError("usage", { problem: `The truth ${file} cannot be read as a CSV file.` }, { cause });
  }
  const columns = await session.rows(
    "select column_name from duckdb_columns() where table_name = 'id_truth_file' and internal = false",
  );
  return columns.map((row) => plainText(row["column_name"]));
};

const refuseOddLabels = async (session: Session, file: string): Promise<void> => {
  const odd = await session.count("select count(*) from id_truth where is_same is null");
  if (odd === 0) return;
  throw new PolkuError("usage", {
    problem: `The truth ${file} has ${String(odd)} lines whose is_same is neither true nor false (also 1 and 0, yes and no).`,
  });
};

/** Leaves `id_truth`, its lines, and `id_named`, what they name, each once. Throws usage. */
export const readTruth = async (session: Session, file: string): Promise<TruthKind> => {
  const found = await readFile(session, file);
  const kind = kinds.find(({ columns }) => columns.every((column) => found.includes(column)));
  if (kind === undefined) {
    const wanted = kinds.map(({ columns }) => columns.join(", ")).join("; or ");
    throw new PolkuError("usage", { problem: `The truth ${file} needs the columns ${wanted}.` });
  }
  const { shape, columns } = kind;
  const select = columns.map((column, place) => `${quotedName(column)} as ${names[shape][place] ?? ""}`);
  const given = columns.slice(0, -1).map((column) => `${quotedName(column)} is not null`);
  await session.run(
    `create or replace temp table id_truth as
    select ${select.join(", ")} from id_truth_file where ${given.join(" and ")}`,
  );
  const sides = ["select part_a, part_b from id_truth"];
  if (shape === "pairs") {
    await session.run(
      `create or replace temp table id_truth as
      select *, case
        when lower(trim(label)) in ('true', '1', 'yes') then true
        when lower(trim(label)) in ('false', '0', 'no') then false
      end as is_same
      from id_truth`,
    );
    await refuseOddLabels(session, file);
    sides.push("select other_a, other_b from id_truth");
  }
  await session.run(
    `create or replace temp table id_named as select distinct * from (${sides.join(" union all ")})`,
  );
  return kind;
};
