// What the warehouse does not say of text that is no JSON: that NaN, Infinity and a comma before a closing bracket are
// none, and the byte at which a record breaks off. Only suspects and faulty records leave the warehouse.
import {
  type JsonFault,
  jsonFault,
  jsonFaultText,
} from "../../../../connectors/transports/files/records/json-fault.ts";
import type { Session } from "../../../warehouse/session.ts";

/** Longer records get no detail: to read them again would take more memory than it is worth. */
const maxBytes = 1 << 16;
const pageSize = 1000;

/** Gives the records of a staged table that are JSON to a lenient reader only their reason. */
export const condemnLenientRecords = async (session: Session, table: string): Promise<void> => {
  const suspects = await session.rows(
    `select cast(position as varchar) as place, hex(encode(line)) as bytes from ${table}
    where reason is null and regexp_matches(line, ',\\s*[}\\]]|(?i:nan|inf)')`,
  );
  await writeVerdicts(session, table, suspects.flatMap(verdictOf));
};

/** Tells of records set aside as `not_json` at which byte they are none. */
export const tellJsonFaults = async (session: Session, faults: string): Promise<void> => {
  for (let after = "0"; ;) {
    const page = await session.rows(
      `select cast(position as varchar) as place, hex(record) as bytes from ${faults}
      where reason = 'not_json' and detail is null and position > ${after} and octet_length(record) <= ${maxBytes}
      order by position limit ${pageSize}`,
    );
    const last = page.at(-1)?.["place"];
    if (typeof last !== "string") return;
    await writeVerdicts(session, faults, page.flatMap(verdictOf));
    after = last;
  }
};

interface Verdict {
  readonly place: string;
  readonly fault: JsonFault;
}

const verdictOf = ({ place, bytes }: Readonly<Record<string, unknown>>): Verdict[] => {
  if (typeof place !== "string" || typeof bytes !== "string") return [];
  const fault = jsonFault(Buffer.from(bytes, "hex"));
  return fault === null ? [] : [{ place, fault }];
};

const writeVerdicts = async (
  session: Session,
  table: string,
  verdicts: readonly Verdict[],
): Promise<void> => {
  if (verdicts.length === 0) return;
  await session.run(
    `update ${table} set reason = 'not_json', detail = problem
    from (
      select
        unnest(string_split($1, chr(10)))::bigint as place,
        unnest(string_split($2, chr(10))) as problem
    ) as verdicts
    where position = place and coalesce(reason, 'not_json') = 'not_json'`,
    [
      verdicts.map(({ place }) => place).join("\n"),
      verdicts.map(({ fault }) => jsonFaultText(fault)).join("\n"),
    ],
  );
};
