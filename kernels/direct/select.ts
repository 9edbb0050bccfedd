/** Selection of two adjacent ranks without sorting. */

export interface AdjacentSelector {
  /**
   * Of `values[offset .. offset + count - 1]`, all within [from, to], finds the ones of rank q and q + 1 (from 1) and
   * leaves them in `found[0]` and `found[1]`. Rank 0 and rank count + 1 are left unset. May reorder the values.
   */
  select(values: Uint32Array, offset: number, count: number, q: number): void;
  readonly found: Uint32Array;
}

const SMALL = 12;

/** One pass into about as many bins as values, then a look into the bin that holds the rank. */
export function createAdjacentSelector(from: number, to: number, expected: number): AdjacentSelector {
  const binBits = Math.min(12, Math.max(4, Math.ceil(Math.log2(expected + 1))));
  const shift = Math.max(0, Math.floor(Math.log2(Math.max(1, to - from))) + 1 - binBits);
  const bins = new Int32Array(2 ** binBits + 1);
  let scratch = new Uint32Array(256);
  const found = new Uint32Array(2);
  // Differences are taken modulo 2^32 on signed words: unsigned ones above 2^31 would become doubles.
  const base = from | 0;

  function insertionSort(values: Uint32Array, start: number, count: number): void {
    for (let i = start + 1; i < start + count; i++) {
      const value = values[i]!;
      let j = i - 1;
      while (j >= start && values[j]! > value) {
        values[j + 1] = values[j]!;
        j--;
      }
      values[j + 1] = value;
    }
  }

  return {
    found,
    select(values, offset, count, q) {
      if (count <= SMALL) {
        insertionSort(values, offset, count);
        if (q > 0) found[0] = values[offset + q - 1]!;
        if (q < count) found[1] = values[offset + q]!;
        return;
      }
      bins.fill(0);
      const end = offset + count;
      for (let i = offset; i < end; i++) bins[((values[i]! | 0) - base) >>> shift]!++;
      // The bins that hold rank max(q, 1) and rank min(q + 1, count): the same or neighbours among the non-empty.
      const target = q > 0 ? q : 1;
      let bin = 0;
      let before = 0;
      while (before + bins[bin]! < target) before += bins[bin++]!;
      const held = bins[bin]!;
      if (held > scratch.length) scratch = new Uint32Array(2 * held);
      let gathered = 0;
      let next = 0xffffffff;
      const last = before + held === q && q < count;
      for (let i = offset; i < end; i++) {
        const value = values[i]!;
        const at = ((value | 0) - base) >>> shift;
        if (at === bin) scratch[gathered++] = value;
        else if (last && at > bin && value < next) next = value;
      }
      if (gathered <= 64) insertionSort(scratch, 0, gathered);
      else scratch.subarray(0, gathered).sort();
      if (q > 0) found[0] = scratch[q - before - 1]!;
      if (last) found[1] = next;
      else if (q < count) found[1] = scratch[q - before]!;
    },
  };
}
