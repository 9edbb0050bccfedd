/** Kernel `binomial-splitting` on the CPU: words by SIMD, 64 a profile, which nearly always suffice. */
import { createCellLookup } from '../cell-lookup.ts';
import type { ChunkRunner, Kernel, StreamKey } from '../kernel.ts';
import { loadSimdLoops, type SimdLoops } from '../simd/simd.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import type { Uniforms } from './binomial.ts';
import { prepareSplittingReference } from './reference.ts';
import { emptySplittingStatistics, validateSplitting, type SplittingParameters } from './spec.ts';
import { extendedLevels, Splitter, type CellFinder } from './split.ts';

const WORDS = 64;

/** A profile's words in draw order. */
class ProfileUniforms implements Uniforms {
  readonly #loops: SimdLoops = loadSimdLoops(WORDS);
  readonly #words = this.#loops.buffer;
  #key: StreamKey = { k0: 0, k1: 0 };
  #profile = 0;
  #next = 0;

  start(key: StreamKey, profile: number): void {
    this.#loops.words(key.k0, key.k1, profile, WORDS / 16);
    this.#key = key;
    this.#profile = profile;
    this.#next = 0;
  }

  #word(): number {
    const at = this.#next++;
    return at < WORDS ? this.#words[at]! : threefry2x32(this.#key, [this.#profile, at >>> 1])[at & 1]!;
  }

  fine(): number {
    const high = this.#word();
    return (high * 2 ** 21 + (this.#word() >>> 11) + 0.5) * 2 ** -53;
  }

  coarse(): number {
    return (this.#word() + 0.5) * 2 ** -32;
  }
}

/** Cells by a bucket table over the levels where each group's ranks may lie. */
function tables(parameters: SplittingParameters): CellFinder {
  const lookups = extendedLevels(parameters).map((levels) => createCellLookup(levels.subarray(1, levels.length - 1), 0, 1));
  return { find: (group, level) => lookups[group]!.find(level) };
}

function prepare(parameters: SplittingParameters): ChunkRunner {
  const splitter = new Splitter(parameters, tables(parameters));
  const uniforms = new ProfileUniforms();
  return (key, first, count, into) => {
    const lower = into.lower!;
    const upper = into.upper!;
    for (let profile = first; profile < first + count; profile++) {
      uniforms.start(key, profile);
      splitter.draw(uniforms);
      lower[splitter.lower]!++;
      upper[splitter.upper]!++;
    }
  };
}

export const binomialSplitting: Kernel<SplittingParameters> = {
  name: 'binomial-splitting',
  version: 1,
  drawsPerProfile: () => WORDS,
  emptyStatistics: emptySplittingStatistics,
  validate: validateSplitting,
  prepareCpu: prepare,
  prepareReference: prepareSplittingReference,
};
