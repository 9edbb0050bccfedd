/**
 * The contract every kernel keeps.
 *
 * A kernel turns a range of profile indices into *sufficient statistics*: named arrays of exact
 * integers. Statistics of disjoint ranges are merged by adding, so the result has the same bits in whatever order,
 * on however many workers, and on whichever device the ranges were run.
 */

/** Named arrays of exact integers below 2^53 in size, stored as doubles. Merged by adding. */
export type Statistics = Record<string, Float64Array>;

/** Two 32-bit words of a Threefry-2x32 key, each in [0, 2^32). */
export interface StreamKey {
  readonly k0: number;
  readonly k1: number;
}

/**
 * Adds the statistics of profiles `first .. first + count - 1` to `into`.
 * `key` is already specialised to the upper bits of the profile index (see `profileBlockKey`), so `first` is a
 * 32-bit word and `first + count <= 2^32`.
 */
export type ChunkRunner = (key: StreamKey, first: number, count: number, into: Statistics) => void;

export interface Kernel<P> {
  /** Op name in the TFJS registry, id in manifests, folder under `kernels/`. */
  readonly name: string;
  /** Raised whenever the same parameters and range give other sums: sums that were kept are known by it. */
  readonly version: number;
  /**
   * Number of 32-bit random words that one profile uses, or, where it costs more than its draws, its work counted in draws: for sizing
   * chunks.
   */
  drawsPerProfile(parameters: P): number;
  /** Chunks and batches begin and end at multiples of this power of two, as jobs then must. Absent: anywhere. */
  profileMultiple?(parameters: P): number;
  /** Whether functions of users are called, which may not come back: then only in threads, which can be ended. Absent: never. */
  callsUsers?(parameters: P): boolean;
  /** Zeroed statistics with the right lengths. */
  emptyStatistics(parameters: P): Statistics;
  /** Throws `RangeError` naming the field where parameters are unusable. */
  validate(parameters: P): void;
  /** The fused TypeScript loop. Tables are built once here and reused for every chunk. */
  prepareCpu(parameters: P): ChunkRunner;
  /** The plain, slow, obviously right double-precision twin: the oracle of the contract suite. */
  prepareReference(parameters: P): ChunkRunner;
}

/** Adds `from` to `into`, array by array. Exact while totals stay below 2^53. */
export function mergeStatistics(into: Statistics, from: Statistics): void {
  for (const name of Object.keys(into)) {
    const target = into[name]!;
    const source = from[name];
    if (source === undefined || source.length !== target.length) {
      throw new RangeError(`statistics '${name}' do not match: cannot merge`);
    }
    for (let i = 0; i < target.length; i++) target[i]! += source[i]!;
  }
}
