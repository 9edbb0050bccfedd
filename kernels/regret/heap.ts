/** Boxes by their bounds, the largest first and of equal ones the oldest; arrays grow and are used again. */

export interface Heap {
  readonly size: number;
  /** Empties it, for boxes of `ends` numbers: lower ends, then upper ends. */
  clear(ends: number): void;
  push(bound: number, axis: number, low: ArrayLike<number>, high: ArrayLike<number>): void;
  /** Largest bound. */
  top(): number;
  /** Takes that box away: its ends go into `low` and `high`, its axis comes back. */
  pop(low: Float64Array, high: Float64Array): number;
}

export function createHeap(): Heap {
  let ends = 0;
  let count = 0;
  let next = 0;
  let store = new Float64Array(1024);
  let bounds = new Float64Array(256);
  const order: number[] = [];
  const axes: number[] = [];

  const before = (a: number, b: number): boolean => bounds[a]! > bounds[b]! || (bounds[a] === bounds[b] && a < b);
  const swap = (i: number, j: number): void => {
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  };
  const rise = (start: number): void => {
    for (let i = start; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!before(order[i]!, order[parent]!)) return;
      swap(i, parent);
      i = parent;
    }
  };
  const sink = (): void => {
    for (let i = 0;;) {
      let best = i;
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < count && before(order[child]!, order[best]!)) best = child;
      if (best === i) return;
      swap(i, best);
      i = best;
    }
  };
  const grown = (array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> => {
    if (array.length >= length) return array;
    const larger = new Float64Array(2 * length);
    larger.set(array);
    return larger;
  };

  return {
    get size() {
      return count;
    },
    clear(numbers) {
      ends = numbers;
      count = next = 0;
    },
    push(bound, axis, low, high) {
      const box = next++;
      store = grown(store, (box + 1) * ends);
      bounds = grown(bounds, box + 1);
      bounds[box] = bound;
      axes[box] = axis;
      for (let j = 0; 2 * j < ends; j++) {
        store[box * ends + j] = low[j]!;
        store[box * ends + ends / 2 + j] = high[j]!;
      }
      order[count] = box;
      rise(count++);
    },
    top: () => bounds[order[0]!]!,
    pop(low, high) {
      const box = order[0]!;
      order[0] = order[--count]!;
      sink();
      for (let j = 0; 2 * j < ends; j++) {
        low[j] = store[box * ends + j]!;
        high[j] = store[box * ends + ends / 2 + j]!;
      }
      return axes[box]!;
    },
  };
}
