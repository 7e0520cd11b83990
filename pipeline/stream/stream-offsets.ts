// How far each stream is stored: written in the transaction of the records, and the only thing a stream starts from.
import type { StreamGap, StreamProgress } from "../../connectors/transports/stream-input.ts";
import { PolkuError } from "../../models/errors.ts";
import { plainText } from "../warehouse/plain-value.ts";
import type { Session } from "../warehouse/session.ts";

export const readOffsets = async (session: Session): Promise<StreamProgress[]> => {
  const rows = await session.rows(
    "select stream, next_position::varchar as next, mark from stream_offsets order by stream",
  );
  return rows.map(({ stream, next, mark }) => ({
    stream: plainText(stream),
    next: BigInt(plainText(next)),
    mark: typeof mark === "string" ? mark : null,
  }));
};

/** Call it inside the transaction that stores the records. */
export const writeOffsets = async (writer: Session, progress: readonly StreamProgress[]): Promise<void> => {
  for (const { stream, next, mark } of progress) {
    await writer.run("insert or replace into stream_offsets values ($1, $2, $3)", [stream, next, mark]);
  }
};

/** Call it inside the transaction that stores the progress behind the gaps. */
export const writeGaps = async (
  writer: Session,
  runId: string,
  gaps: readonly StreamGap[],
): Promise<void> => {
  for (const { stream, from, to, reason } of gaps) {
    await writer.run("insert into stream_gaps values ($1, $2, $3, $4, $5, make_timestamp($6::bigint))", [
      stream,
      from,
      to,
      reason,
      runId,
      BigInt(Date.now()) * 1000n,
    ]);
  }
};

/** A COMMIT of an aborted transaction succeeds in silence: only what can be read back is stored. */
export const checkStored = async (session: Session, progress: readonly StreamProgress[]): Promise<void> => {
  const stored = new Map((await readOffsets(session)).map(({ stream, next }) => [stream, next]));
  const lost = progress.find(({ stream, next }) => stored.get(stream) !== next);
  if (lost !== undefined) {
    throw new PolkuError("internal", { problem: `A batch of ${lost.stream} was lost by the store.` });
  }
};
