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

/** Names are those of request.ts. What is kept must not be changed afterwards, by either side. */
export interface Ledger {
  /** Ranges within the one asked for that do not overlap, in order; what they leave out is to be drawn. */
  find(name: string, within: Range): readonly KeptRange[];
  keep(name: string, range: KeptRange): void;
}

/** Bytes of sums that a study's own ledger keeps; the oldest go first. */
const BYTES_MAX = 2 ** 27;

/** For one run, in memory: what several mechanisms or rows ask for is drawn once. */
export function memoryLedger(bytesMax = BYTES_MAX): Ledger {
  const kept = new Map<string, KeptRange[]>();
  let bytes = 0;
  return {
    find: (name, within) => disjoint(kept.get(name) ?? [], within),
    keep(name, range) {
      const size = bytesOf(range.sums);
      if (size > bytesMax) return;
      for (const [oldest, ranges] of kept) {
        if (bytes + size <= bytesMax) break;
        kept.delete(oldest);
        for (const { sums } of ranges) bytes -= bytesOf(sums);
      }
      kept.set(name, [...(kept.get(name) ?? []), range]);
      bytes += size;
    },
  };
}

/** The longest first, so that few pieces do; then in order. */
function disjoint(ranges: readonly KeptRange[], { first, count }: Range): KeptRange[] {
  const chosen: KeptRange[] = [];
  const inside = ranges.filter((range) => range.first >= first && range.first + range.count <= first + count);
  for (const range of inside.sort((a, b) => b.count - a.count)) {
    if (chosen.every((other) => range.first >= other.first + other.count || other.first >= range.first + range.count)) chosen.push(range);
  }
  return chosen.sort((a, b) => a.first - b.first);
}

/** Of the typed arrays within, with a little for everything else. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value === null || typeof value !== 'object') return 8;
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 16);
}
