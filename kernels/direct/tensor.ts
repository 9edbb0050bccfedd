/**
 * Kernel `direct` as tensor ops. tf ops have no xor and no shift, and carry int32 through float32 on some backends, so
 * words come from the host's generator and become cells there; cell numbers are below 2^24 and exact as float32. The
 * two ranks (`topk`, since `sort` is missing) and the histograms (`bincount`) are tensor ops.
 */
import type { Tensor1D, Tensor2D } from '../tensors.ts';
import { createCellLookup } from '../cell-lookup.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import type { TensorKernel } from '../tensor-program.ts';
import { othersOf, validateDirect, type DirectParameters } from './spec.ts';

const ALL = 2 ** 32;
/** Cells of one batch: 16 MiB as float32. */
const BATCH_CELLS = 2 ** 22;
const BATCH_PROFILES_MAX = 2 ** 16;
const EXACT_FLOAT32 = 2 ** 24;

export const directTensor: TensorKernel<DirectParameters> = {
  name: 'direct',
  prepare(parameters, tf) {
    validateDirect(parameters);
    const { groups, rank, cells } = parameters;
    const others = othersOf(parameters);
    if (cells + 2 > EXACT_FLOAT32) throw new RangeError(`cells: at most ${EXACT_FLOAT32 - 2} as tensors`);
    const lookups = groups.map(({ thresholds }) => createCellLookup(thresholds, 0, ALL - 1));
    const loops = loadSimdLoops(others + 16);
    const words = loops.buffer;

    /** [profiles, others], the cell of every draw. */
    function drawCells(k0: number, k1: number, first: number, count: number): Float32Array {
      const drawn = new Float32Array(count * others);
      for (let profile = 0; profile < count; profile++) {
        loops.words(k0, k1, first + profile, Math.ceil(others / 16));
        let at = profile * others;
        let draw = 0;
        groups.forEach((group, g) => {
          for (let agent = 0; agent < group.count; agent++) drawn[at++] = lookups[g]!.find(words[draw++]!);
        });
      }
      return drawn;
    }

    return {
      batchProfilesMax: 2 ** Math.floor(Math.log2(Math.max(1, Math.min(BATCH_PROFILES_MAX, BATCH_CELLS / others)))),
      run({ k0, k1 }, first, count) {
        return tf.tidy(() => {
          const drawn: Tensor2D = tf.tensor2d(drawCells(k0, k1, first, count), [count, others], 'float32');
          // Column i of the k largest is rank N - i; of the k largest of the negatives, rank i + 1. The shorter is taken.
          const fromBelow = rank + 1 <= others - rank + 1;
          const length = Math.min(others, fromBelow ? rank + 1 : others - rank + 1);
          const ordered = tf.topk(fromBelow ? tf.neg(drawn) : drawn, length, true).values as Tensor2D;
          const ofRank = (r: number, beyond: number): Tensor1D => {
            if (r < 1 || r > others) return tf.tensor1d(new Int32Array(count).fill(beyond), 'int32');
            const column = tf.reshape(tf.slice(ordered, [0, fromBelow ? r - 1 : others - r], [count, 1]), [count]);
            return tf.cast(fromBelow ? tf.neg(column) : column, 'int32') as Tensor1D;
          };
          const histogram = (cellsOfRank: Tensor1D): Tensor1D => tf.bincount(cellsOfRank, tf.tensor1d([], 'float32'), cells + 2);
          return tf.concat([histogram(ofRank(rank, 0)), histogram(ofRank(rank + 1, cells + 1))]) as Tensor1D;
        });
      },
    };
  },
};
