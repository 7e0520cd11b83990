// Who may read profiles. A write key never reads: those of web pages are known to everybody.
import type { LoadedConfig } from "../../config.ts";
import { readers, readKeyFile, writeKeyFiles } from "./key-places.ts";
import { KeyRing } from "./key-ring.ts";

export class ReadKeys {
  readonly #ring: KeyRing;

  private constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** Reads `http.read_key_file`; without one nobody may read. Throws keys_unusable, and config_invalid for a key that also writes. */
  static async load(loaded: LoadedConfig): Promise<ReadKeys> {
    const file = readKeyFile(loaded);
    // Those that write are known too, so that one key for both is refused.
    const files = file === undefined ? [] : [file, ...writeKeyFiles(loaded)];
    const ring = new KeyRing(files, loaded.file);
    await ring.reload();
    return new ReadKeys(ring);
  }

  /** True for a key that may read. Takes the same time for every wrong key. */
  mayRead(presented: string): boolean {
    return this.#ring.ownerOf(presented) === readers;
  }

  /** Reads changed files again; gives whether there were any. Where it throws, the keys of before stay. */
  reload(): Promise<boolean> {
    return this.#ring.reload();
  }
}
