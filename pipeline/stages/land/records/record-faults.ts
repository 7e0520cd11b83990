// Records that were condemned by their bytes alone, before anything was parsed.
import type { RecordFault } from "../../../../connectors/transports/files/records/record-block.ts";
import type { Session } from "../../../warehouse/session.ts";
import { quarantineShape, type RecordShape } from "./record-shape.ts";

/** Puts them into the table of faults. */
export const insertFaults = async (
  session: Session,
  table: string,
  faults: readonly RecordFault[],
  shape: RecordShape,
): Promise<void> => {
  if (faults.length === 0) return;
  const listOf = (text: (fault: RecordFault) => string): string => faults.map(text).join("\n");
  // Their bytes are no text that could be bound as it is, and a list of blobs cannot be bound at all.
  await session.run(
    `insert into ${table}
    select
      unnest(string_split($1, chr(10)))::bigint,
      unnest(string_split($2, chr(10))),
      nullif(unnest(string_split($3, chr(10))), ''),
      null,
      from_base64(unnest(string_split($4, chr(10)))),
      $5,
      true`,
    [
      listOf(({ position }) => String(position)),
      listOf(({ reason }) => reason),
      listOf(({ detail }) => detail ?? ""),
      listOf(({ bytes }) => bytes.toString("base64")),
      quarantineShape(shape),
    ],
  );
};
