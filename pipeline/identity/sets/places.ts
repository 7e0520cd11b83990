// Places of typed arrays by what stands there. Plain loops: `from` and `filter` call back many times as slowly.

/** The places from 0 to `size` that are chosen, ascending. */
export const placesOf = (size: number, isChosen: (place: number) => boolean): Int32Array => {
  const places = new Int32Array(size);
  let found = 0;
  for (let place = 0; place < size; place += 1) {
    if (!isChosen(place)) continue;
    places[found] = place;
    found += 1;
  }
  return found === size ? places : places.slice(0, found);
};

/** Where the values are not 0. */
export const placesWhere = (values: Int32Array | Uint8Array): Int32Array =>
  placesOf(values.length, (place) => values[place] !== 0);
