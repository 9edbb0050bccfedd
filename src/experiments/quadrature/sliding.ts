/** Least values over ranges of a list whose ends both move forwards, in linear time; and the arrays that such loops reuse. */

export class Scratch {
  readonly #arrays = new Map<string, Float64Array>();
  readonly #indices = new Map<string, Int32Array>();

  /** Contents are whatever was left there. The same name gives the same memory. */
  take(name: string, length: number): Float64Array {
    const known = this.#arrays.get(name);
    const array = known && known.length >= length ? known : new Float64Array(2 * length);
    this.#arrays.set(name, array);
    return array.subarray(0, length);
  }

  indices(name: string, length: number): Int32Array {
    const known = this.#indices.get(name);
    const array = known && known.length >= length ? known : new Int32Array(2 * length);
    this.#indices.set(name, array);
    return array.subarray(0, length);
  }
}

/** least[j] = min of values[from[j] .. to[j]], both ends included and nondecreasing in j; Infinity where from[j] > to[j]. */
export function slidingLeast(values: Float64Array, from: Int32Array, to: Int32Array, least: Float64Array, scratch: Scratch): void {
  const queue = scratch.indices('queue', values.length);
  // queue[head .. tail - 1]: positions within the range, their values increasing: each is the least of what follows it.
  let [head, tail, next] = [0, 0, 0];
  for (let j = 0; j < least.length; j++) {
    const [first, last] = [from[j]!, to[j]!];
    for (; next <= last; next++) {
      const value = values[next]!;
      while (tail > head && values[queue[tail - 1]!]! >= value) tail--;
      queue[tail++] = next;
    }
    while (head < tail && queue[head]! < first) head++;
    least[j] = first > last ? Infinity : values[queue[head]!]!;
  }
}
