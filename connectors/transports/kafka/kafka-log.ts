// Where this transport tells what happens: the caller's log. No record and no password is ever told.

export interface KafkaLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What an error says, of kafkajs and of Node; neither puts payloads into messages. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
