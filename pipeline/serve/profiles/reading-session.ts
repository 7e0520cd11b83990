// A connection for reading profiles beside the writer: with what the configuration says of events and of identifiers.
import { analysisSettings, generalSettings } from "../../analysis/definitions/settings.ts";
import type { LoadedConfig } from "../../config.ts";
import type { DataEnd } from "../../run/run-context.ts";
import { type BlockedExpression, writeSettings } from "../../stages/resolve/settings.ts";
import { defineHash } from "../../stages/resolve/evidence/values.ts";
import type { Session } from "../../warehouse/session.ts";

export class ReadingSession {
  readonly session: Session;
  readonly loaded: LoadedConfig;
  readonly blocked: readonly BlockedExpression[];
  #dataEnd: DataEnd = null;

  private constructor(session: Session, loaded: LoadedConfig, blocked: readonly BlockedExpression[]) {
    this.session = session;
    this.loaded = loaded;
    this.blocked = blocked;
  }

  static async open(session: Session, loaded: LoadedConfig): Promise<ReadingSession> {
    for (const statement of analysisSettings(loaded.config, null)) await session.run(statement);
    const blocked = await writeSettings(session, loaded);
    await defineHash(session, "fast");
    return new ReadingSession(session, loaded, blocked);
  }

  /** What depends on the end of data is told as of this one. */
  async setDataEnd(dataEnd: DataEnd): Promise<void> {
    if (dataEnd === this.#dataEnd) return;
    await this.session.run(generalSettings(this.loaded.config, dataEnd));
    this.#dataEnd = dataEnd;
  }
}
