/**
 * How much there is to do of work that tells no share of itself: linear programs, which no solver lets one look into, and searches that go
 * on until nothing improves. What work of the same kind took before it in the same run is taken to grow as a power of its size: with one
 * earlier size by the power that is usual, with two by the one that they show. So the first point of a sweep foretells the second; of the
 * first nothing is known.
 */

interface Past {
  readonly size: number;
  readonly cost: number;
}

/** Sizes that differ by no more are one: they show no power. */
const SAME = 1.25;
/** Beyond this ratio of sizes one earlier program foretells nothing. */
const REACH = 8;

export class Foretold {
  readonly #past = new Map<string, readonly Past[]>();

  /** `cost` in any unit that work of the kind shares. */
  record(kind: string, size: number, cost: number): void {
    if (!(size > 0 && cost > 0)) return;
    const others = (this.#past.get(kind) ?? []).filter((one) => !isSame(one.size, size));
    // The latest of a size stands for all of it; of sizes the last two.
    this.#past.set(kind, [...others.slice(-1), { size, cost }]);
  }

  /** In the unit of what was recorded; undefined where nothing like it was. `usual`: the power of the size that costs grow with. */
  expected(kind: string, size: number, usual: number): number | undefined {
    const [one, other] = (this.#past.get(kind) ?? []).toReversed();
    if (!one || Math.max(size / one.size, one.size / size) > REACH) return undefined;
    const shown = other && Math.log(one.cost / other.cost) / Math.log(one.size / other.size);
    const power = shown === undefined ? usual : Math.min(2 * usual, Math.max(usual / 2, shown));
    return one.cost * (size / one.size) ** power;
  }
}

const isSame = (a: number, b: number): boolean => Math.max(a / b, b / a) <= SAME;

/** The share that is done; undefined where nothing is foretold, or more is done than that was. */
export const shareOf = (done: number, expected: number | undefined): number | undefined =>
  (expected === undefined || done >= expected ? undefined : done / expected);
