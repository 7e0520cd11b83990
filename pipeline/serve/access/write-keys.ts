// Who may send events, and of which source: the key decides the source, whatever a request says of itself.
import type { LoadedConfig } from "../../config.ts";
import { writeKeyFiles } from "./key-places.ts";
import { KeyRing } from "./key-ring.ts";

export class WriteKeys {
  readonly #ring: KeyRing;

  private constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** Reads the files that sources name. Throws keys_unusable, and config_invalid for a key of two sources. */
  static async load(loaded: LoadedConfig): Promise<WriteKeys> {
    const ring = new KeyRing(writeKeyFiles(loaded), loaded.file);
    await ring.reload();
    return new WriteKeys(ring);
  }

  /** The source whose key was presented; undefined for a wrong one. Takes the same time for every wrong key. */
  sourceOf(presented: string): string | undefined {
    return this.#ring.ownerOf(presented);
  }

  /** Reads changed files again; gives whether there were any. Where it throws, the keys of before stay. */
  reload(): Promise<boolean> {
    return this.#ring.reload();
  }
}
