/**
 * An order in which eliminating the unknowns of a symmetric system leaves few entries: the one with the fewest neighbours next, degrees
 * bounded above as in Amestoy, Davis and Duff (1996). Eliminated unknowns are kept as elements, whose members are all neighbours.
 */

export interface EliminationOrder {
  /** Unknowns one after another; those from `dense` on have all later ones as neighbours. */
  readonly order: Int32Array;
  readonly dense: number;
  /** Of each unknown before `dense`, by its place in the order: the later unknowns that its column reaches, as places, ascending. */
  readonly columns: readonly Int32Array[];
}

/** Unknowns with more neighbours than this, and than the root of how many there are, come last, unexamined. */
const LATE = 64;
/** What is left is taken for dense where its least degree is this share of all. */
const FULL = 0.9;

/** Unknowns by degree, as lists through two arrays. */
class Buckets {
  private readonly heads: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly degree: Int32Array;
  private least = 0;

  constructor(size: number) {
    this.heads = new Int32Array(size + 1).fill(-1);
    this.next = new Int32Array(size).fill(-1);
    this.previous = new Int32Array(size).fill(-1);
    this.degree = new Int32Array(size).fill(-1);
  }

  put(unknown: number, degree: number): void {
    this.take(unknown);
    this.degree[unknown] = degree;
    const head = this.heads[degree]!;
    this.next[unknown] = head;
    this.previous[unknown] = -1;
    if (head >= 0) this.previous[head] = unknown;
    this.heads[degree] = unknown;
    if (degree < this.least) this.least = degree;
  }

  take(unknown: number): void {
    const degree = this.degree[unknown]!;
    if (degree < 0) return;
    const [before, after] = [this.previous[unknown]!, this.next[unknown]!];
    if (before >= 0) this.next[before] = after;
    else this.heads[degree] = after;
    if (after >= 0) this.previous[after] = before;
    this.degree[unknown] = -1;
  }

  /** The least degree and an unknown that has it; undefined where none is left. */
  first(): { readonly unknown: number; readonly degree: number } | undefined {
    while (this.least < this.heads.length && this.heads[this.least]! < 0) this.least++;
    return this.least < this.heads.length ? { unknown: this.heads[this.least]!, degree: this.least } : undefined;
  }
}

/** `neighbours`: [unknown], without itself; taken over. */
export function minimumDegree(neighbours: number[][]): EliminationOrder {
  const size = neighbours.length;
  const late = Math.max(LATE, Math.sqrt(size));
  const last = neighbours.flatMap((row, i) => (row.length > late ? [i] : []));
  const gone = new Uint8Array(size);
  for (const i of last) gone[i] = 1;
  const elements: number[][] = Array.from({ length: size }, () => []);
  /** Members of an element that are left; undefined where another has swallowed it. */
  const members = new Array<number[] | undefined>(size);
  const buckets = new Buckets(size);
  neighbours.forEach((row, i) => { if (!gone[i]) buckets.put(i, row.length); });
  const mark = new Int32Array(size).fill(-1);
  const outside = new Int32Array(size);
  const counted = new Int32Array(size).fill(-1);
  const order: number[] = [];
  const reached: number[][] = [];
  let left = size - last.length;
  while (left > 0) {
    const { unknown: pivot, degree: least } = buckets.first()!;
    if (least >= FULL * (left + last.length - 1)) break;
    const step = order.length;
    const found: number[] = [];
    const look = (i: number): void => {
      if (i === pivot || mark[i] === step) return;
      if (gone[i] === 2) return;
      mark[i] = step;
      found.push(i);
    };
    neighbours[pivot]!.forEach(look);
    for (const e of elements[pivot]!) {
      members[e]?.forEach(look);
      members[e] = undefined;
    }
    buckets.take(pivot);
    gone[pivot] = 2;
    left--;
    order.push(pivot);
    reached.push(found);
    const inner = found.filter((i) => gone[i] === 0);
    members[pivot] = found;
    for (const i of inner) {
      elements[i] = elements[i]!.filter((e) => members[e] !== undefined);
      neighbours[i] = neighbours[i]!.filter((j) => gone[j] !== 2 && mark[j] !== step);
      for (const e of elements[i]!) {
        if (counted[e] !== step) {
          counted[e] = step;
          outside[e] = members[e]!.length;
        }
        outside[e]!--;
      }
    }
    for (const i of inner) {
      let degree = neighbours[i]!.length + found.length - 1;
      for (const e of elements[i]!) degree += outside[e]!;
      elements[i]!.push(pivot);
      buckets.put(i, Math.min(degree, size - 1));
    }
  }
  const dense = order.length;
  for (let i = 0; i < size; i++) if (gone[i] === 0) order.push(i);
  order.push(...last);
  const place = new Int32Array(size);
  order.forEach((i, at) => { place[i] = at; });
  return {
    order: Int32Array.from(order), dense,
    columns: reached.map((found) => Int32Array.from(found, (i) => place[i]!).sort()),
  };
}
