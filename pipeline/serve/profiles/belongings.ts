// The events of one profile, by their keys, and by which identifier each was given to it.
import { type Column, integers, type Session } from "../../warehouse/session.ts";
import { keyList, keysIn } from "./key-list.ts";

/** A longer list of keys is left to the store, which then looks at whole columns. */
const longestList = 10_000;

const bigintsOf = (column: Column | undefined): BigInt64Array =>
  column instanceof BigInt64Array ? column : new BigInt64Array(0);

export class Belongings {
  readonly #profileKey: number;
  readonly #eventKeys: BigInt64Array;
  readonly #identifierKeys: Int32Array;
  readonly #anonymous: Int32Array;

  private constructor(profileKey: number, columns: Readonly<Record<string, Column>>) {
    this.#profileKey = profileKey;
    this.#eventKeys = bigintsOf(columns["event_key"]);
    this.#identifierKeys = integers(columns["identifier_key"]);
    this.#anonymous = integers(columns["is_anonymous"]);
  }

  static async read(session: Session, profileKey: number): Promise<Belongings> {
    const columns = await session.columns(
      `select event_key, identifier_key, is_anonymous::integer as is_anonymous
      from event_profiles where profile_key = $1::integer`,
      [profileKey],
    );
    return new Belongings(profileKey, columns);
  }

  get isEmpty(): boolean {
    return this.#eventKeys.length === 0;
  }

  /** A subquery of the events' keys, and the parameter from `$place` on that it needs. */
  keys(place: number): { readonly subquery: string; readonly parameters: readonly string[] } {
    if (this.#eventKeys.length <= longestList) {
      return { subquery: keysIn(place, "bigint"), parameters: [keyList(this.#eventKeys)] };
    }
    const own = `(select event_key from event_profiles where profile_key = ${String(this.#profileKey)})`;
    return { subquery: own, parameters: [] };
  }

  /** How an event was given to the profile. */
  of(eventKey: number): { readonly identifierKey: number; readonly isAnonymous: boolean } {
    const place = this.#eventKeys.indexOf(BigInt(eventKey));
    return {
      identifierKey: this.#identifierKeys[place] ?? 0,
      isAnonymous: this.#anonymous[place] === 1,
    };
  }
}
