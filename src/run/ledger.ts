/**
 * Finished ranges of requests. Since requests are pure, running a study again takes from a ledger what is there and draws what is
 * not: with what an interrupted run left that is resuming, with ranges drawn elsewhere merging, with all of them reproduction.
 */

/** Profiles first .. first + count - 1 of a request. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

export interface KeptRange extends Range {
  readonly sums: unknown;
}

/** What was drawn, and what drawing it took. */
export interface Kept {
  readonly name: string;
  /** Kernel or experiment, with its version. */
  readonly what: string;
  readonly range: KeptRange;
  /** Of work on this machine; 0 where the range was put together from others. */
  readonly seconds: number;
}

/** Names are those of request.ts. What is kept must not be changed afterwards, by either side. */
export interface Ledger {
  /** Ranges within the one asked for that do not overlap, in order; what they leave out is to be drawn. */
  find(name: string, within: Range): readonly KeptRange[];
  /** The same ranges, without a look at what is in them. */
  has(name: string, within: Range): readonly Range[];
  keep(kept: Kept): void;
  /** Seconds of work after which what is drawn so far wants to be kept. */
  readonly interval: number;
  /**
   * All that sums in floating point on a TFJS backend depend on besides the request: code, machine, the user's files; undefined where they
   * have no promised bits. Absent: the ledger ends with the run, so these cannot change.
   */
  readonly floatingPoint?: (backend: string) => string | undefined;
}

/** Bytes of sums that a study's own ledger keeps; the oldest go first. */
const BYTES_MAX = 2 ** 27;
/** Seconds of work that may be lost where a run is stopped while a thread is at a chunk that takes too long to wait for. */
const INTERVAL = 2;

/** For one run, in memory: what several mechanisms or rows ask for is drawn once. */
export function memoryLedger(bytesMax = BYTES_MAX): Ledger {
  const kept = new Map<string, KeptRange[]>();
  let bytes = 0;
  const find = (name: string, within: Range): KeptRange[] => disjoint(kept.get(name) ?? [], within);
  return {
    interval: INTERVAL,
    find,
    has: find,
    keep({ name, range }) {
      const size = bytesOf(range.sums);
      if (size > bytesMax) return;
      for (const [oldest, ranges] of kept) {
        if (bytes + size <= bytesMax) break;
        kept.delete(oldest);
        for (const { sums } of ranges) bytes -= bytesOf(sums);
      }
      const beside = (kept.get(name) ?? []).filter((other) => !isWithin(other, range));
      for (const other of kept.get(name) ?? []) if (isWithin(other, range)) bytes -= bytesOf(other.sums);
      kept.set(name, [...beside, range]);
      bytes += size;
    },
  };
}

export const isWithin = (inner: Range, outer: Range): boolean =>
  inner.first >= outer.first && inner.first + inner.count <= outer.first + outer.count;

/** Of ranges that lie within the one asked for: the longest first, so that few pieces do; then in order. */
export function disjoint<R extends Range>(ranges: readonly R[], within: Range): R[] {
  const chosen: R[] = [];
  const inside = ranges.filter((range) => isWithin(range, within));
  for (const range of inside.sort((a, b) => b.count - a.count)) {
    if (chosen.every((other) => range.first >= other.first + other.count || other.first >= range.first + range.count)) chosen.push(range);
  }
  return chosen.sort((a, b) => a.first - b.first);
}

/** The parts of `within` that no range covers; ranges in order, without overlaps. */
export function gaps(ranges: readonly Range[], { first, count }: Range): Range[] {
  const open: Range[] = [];
  let at = first;
  for (const range of ranges) {
    if (range.first > at) open.push({ first: at, count: range.first - at });
    at = range.first + range.count;
  }
  if (at < first + count) open.push({ first: at, count: first + count - at });
  return open;
}

/** What is found or kept nearby first, then in `far`, which decides how often to keep and what floating point depends on. */
export function layered(near: Ledger, far: Ledger): Ledger {
  const better = <R extends Range>(here: readonly R[], there: () => readonly R[], within: Range): readonly R[] => {
    // Pieces of both would need cutting: those that leave less to draw.
    const left = (ranges: readonly Range[]): number => gaps(ranges, within).reduce((sum, { count }) => sum + count, 0);
    if (left(here) === 0) return here;
    const other = there();
    return left(other) < left(here) ? other : here;
  };
  return {
    interval: far.interval,
    ...(far.floatingPoint === undefined ? {} : { floatingPoint: far.floatingPoint }),
    find: (name, within) => better(near.find(name, within), () => far.find(name, within), within),
    has: (name, within) => better(near.has(name, within), () => far.has(name, within), within),
    keep(kept) {
      near.keep(kept);
      far.keep(kept);
    },
  };
}

/** Of the typed arrays within, with a little for everything else. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value === null || typeof value !== 'object') return 8;
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 16);
}
