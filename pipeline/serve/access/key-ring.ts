// Digests of keys and whose they are, out of files that may change while polku runs. It never holds a key, and the time
// it takes does not tell how near a wrong key was.
import { timingSafeEqual } from "node:crypto";
import { PolkuError } from "../../../models/errors.ts";
import { digestOf, fileStamp, type KeyEntry, type KeyFile, keyId, readKeys } from "./key-file.ts";

/** A file of keys that all belong to one owner. */
export interface OwnedFile {
  readonly owner: string;
  readonly file: KeyFile;
}

interface OwnedKey extends OwnedFile {
  readonly entry: KeyEntry;
}

/** No key of ours is nearly as long; hashing a body of megabytes for nothing is an attack. */
const longestKey = 512;

const shared = (first: OwnedKey, second: OwnedKey, configuration: string): PolkuError =>
  new PolkuError("config_invalid", {
    file: configuration,
    problems:
      `${second.file.name}:${String(second.entry.line)}: the key ${keyId(second.entry.digest)} of ${second.owner} ` +
      `is also a key of ${first.owner} (${first.file.name}:${String(first.entry.line)}); a key has one owner`,
  });

/** Throws config_invalid where one key has two owners: nobody could tell whose a request is. */
const refuseShared = (keys: readonly OwnedKey[], configuration: string): void => {
  const owners = new Map<string, OwnedKey>();
  for (const key of keys) {
    const hex = key.entry.digest.toString("hex");
    const first = owners.get(hex);
    if (first !== undefined && first.owner !== key.owner) throw shared(first, key, configuration);
    owners.set(hex, first ?? key);
  }
};

export class KeyRing {
  readonly #files: readonly OwnedFile[];
  readonly #configuration: string;
  #keys: readonly OwnedKey[] = [];
  #stamps = "";

  /** `configuration`: as messages name it. Holds no key before the first `reload`. */
  constructor(files: readonly OwnedFile[], configuration: string) {
    this.#files = files;
    this.#configuration = configuration;
  }

  /**
   * Reads the files again where one of them changed; gives whether one did. Throws keys_unusable or config_invalid, and
   * then the keys of before stay: a slip while a file is written must not lock everybody out.
   */
  async reload(): Promise<boolean> {
    const stamps = await Promise.all(this.#files.map(async ({ file }) => fileStamp(file.path)));
    const stamp = stamps.map((one) => one ?? "missing").join(" ");
    if (stamp === this.#stamps && !stamps.includes(undefined)) return false;
    const keys: OwnedKey[] = [];
    for (const owned of this.#files) {
      for (const entry of await readKeys(owned.file)) keys.push({ ...owned, entry });
    }
    refuseShared(keys, this.#configuration);
    this.#keys = keys;
    this.#stamps = stamp;
    return true;
  }

  /** Whose key this is; undefined for a wrong one. Every stored digest is compared, whatever the others said. */
  ownerOf(presented: string): string | undefined {
    if (presented === "" || presented.length > longestKey) return undefined;
    const digest = digestOf(presented);
    let owner: string | undefined;
    for (const key of this.#keys) {
      if (timingSafeEqual(digest, key.entry.digest)) owner = key.owner;
    }
    return owner;
  }
}
