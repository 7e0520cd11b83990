// A name for each column of a file, that no other column has in any case.
import { UnreadableFile } from "../bytes/unreadable-file.ts";

/** More columns than this are no table, but a hostile file. */
export const maxColumns = 4096;

/** In SQL the place of a record is called so. */
const reserved = "position";

/**
 * Names as they stand, without white space around them. A column without a name is `column_N`; a name that an
 * earlier column has, or that means the record's place, gets `_2` behind it, `_3` and so on.
 */
export const columnNames = (titles: readonly string[]): string[] => {
  if (titles.length > maxColumns) {
    throw new UnreadableFile(`the header has ${titles.length} columns, more than ${maxColumns}`);
  }
  const taken = new Set([reserved]);
  const given = new Set(titles.map((title) => title.trim().toLowerCase()));
  return titles.map((title, index) => {
    const wanted = title.trim() === "" ? `column_${index + 1}` : title.trim();
    let name = wanted;
    for (
      let number = 2;
      taken.has(name.toLowerCase()) || (name !== wanted && given.has(name.toLowerCase()));
    ) {
      name = `${wanted}_${number}`;
      number += 1;
    }
    taken.add(name.toLowerCase());
    return name;
  });
};
