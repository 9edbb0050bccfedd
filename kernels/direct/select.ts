/** Selection of two adjacent ranks without sorting. */

export interface AdjacentSelector {
  /**
   * Of `values[offset .. offset + count - 1]`, all within [from, to], finds the ones of rank q and q + 1 (from 1) and
   * leaves them in `lower` and `upper`. Rank 0 and rank count + 1 are left unset.
   */
  select(values: Uint32Array, offset: number, count: number, q: number): void;
  lower: number;
  upper: number;
}

const SMALL = 12;

/** One pass into about as many bins as values, then a look into the bin that holds the rank. */
export function createAdjacentSelector(from: number, to: number, expected: number): AdjacentSelector {
  const binBits = Math.min(12, Math.max(4, Math.ceil(Math.log2(expected + 1))));
  const shift = Math.max(0, Math.floor(Math.log2(Math.max(1, to - from))) + 1 - binBits);
  const bins = new Int32Array(2 ** binBits + 1);
  let scratch = new Uint32Array(256);

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

  const selector: AdjacentSelector = {
    lower: 0,
    upper: 0,
    select(values, offset, count, q) {
      if (count <= SMALL) {
        insertionSort(values, offset, count);
        if (q > 0) selector.lower = values[offset + q - 1]!;
        if (q < count) selector.upper = values[offset + q]!;
        return;
      }
      bins.fill(0);
      const end = offset + count;
      for (let i = offset; i < end; i++) bins[(values[i]! - from) >>> shift]!++;
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
        const at = (value - from) >>> shift;
        if (at === bin) scratch[gathered++] = value;
        else if (last && at > bin && value < next) next = value;
      }
      if (gathered <= 64) insertionSort(scratch, 0, gathered);
      else scratch.subarray(0, gathered).sort();
      if (q > 0) selector.lower = scratch[q - before - 1]!;
      if (last) selector.upper = next;
      else if (q < count) selector.upper = scratch[q - before]!;
    },
  };
  return selector;
}
