// The beginning of a stream, looked at before the stream is read.

export interface Headed {
  readonly head: Buffer;
  /** True where the head is all there is. */
  readonly isWhole: boolean;
  /** Everything, the head included. Call it once. */
  readonly chunks: () => AsyncGenerator<Buffer>;
}

/** Holds back chunks until `isEnough` says so of their bytes, or the stream ends. */
export const headed = async (
  source: AsyncGenerator<Buffer>,
  isEnough: (chunk: Buffer, bytes: number) => boolean,
): Promise<Headed> => {
  const held: Buffer[] = [];
  let bytes = 0;
  let isWhole = true;
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    held.push(next.value);
    bytes += next.value.length;
    if (isEnough(next.value, bytes)) {
      isWhole = false;
      break;
    }
  }
  const head = held.length === 1 ? (held[0] ?? Buffer.alloc(0)) : Buffer.concat(held);
  return {
    head,
    isWhole,
    async *chunks() {
      if (head.length > 0) yield head;
      if (!isWhole) yield* source;
    },
  };
};
