// Finds staged records that are nested too deeply, for those whose bytes no transport has looked at.
import {
  boundsOf,
  readSizes,
  recordVerdict,
  type RecordLimits,
} from "../../../../connectors/transports/files/records/record-block.ts";
import type { Session } from "../../../warehouse/session.ts";
import { recordText, type RecordShape, storedColumns } from "./record-shape.ts";

/** No text with fewer brackets can be over any limit that is worth a look. */
const fewBrackets = 500;

/** Gives records over a limit their reason. Only those with many brackets leave the warehouse, to be counted. */
export const condemnDeepRecords = async (
  session: Session,
  table: string,
  shape: RecordShape,
  limits: RecordLimits,
): Promise<void> => {
  const brackets = storedColumns(shape).map(
    (text) => `coalesce(case when strlen(${text}) > ${fewBrackets}
      then strlen(${text}) - strlen(translate(${text}, '{[', '')) end, 0)`,
  );
  const few = Math.min(fewBrackets, limits.max_depth);
  const suspects = await session.rows(
    `select cast(position as varchar) as position, hex(encode(${recordText(shape)})) as bytes from ${table}
    where reason is null and ${brackets.length === 0 ? "0" : brackets.join(" + ")} > ${few}`,
  );
  const syntax = shape.kind === "json" ? "json" : "text";
  const bounds = boundsOf(limits, readSizes);
  for (const { position, bytes } of suspects) {
    if (typeof position !== "string" || typeof bytes !== "string") continue;
    const verdict = recordVerdict(Buffer.from(bytes, "hex"), true, bounds, syntax);
    if (verdict === null) continue;
    await session.run(`update ${table} set reason = $2, detail = $3 where position = $1`, [
      BigInt(position),
      verdict.reason,
      verdict.detail,
    ]);
  }
};
