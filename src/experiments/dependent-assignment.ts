/**
 * Kernel `assignment`'s sums where worths depend on each other (docs/dependence.md): chances u = F(worth) are drawn from their copula, all
 * of them or all but one bidder's given hers, in double precision on the host; then worths, rounded to whole numbers, are cleared as the
 * kernel clears them. A bidder's own atom is an interval of chances, of which each draw takes one.
 */
import { marketRunner } from '../../kernels/assignment/cpu.ts';
import { emptyAssignmentStatistics, type AssignmentParameters } from '../../kernels/assignment/spec.ts';
import type { Statistics } from '../../kernels/kernel.ts';
import { loadSimdLoops } from '../../kernels/simd/simd.ts';
import type { Dependence } from '../distributions/dependence.ts';
import type { Distribution } from '../distributions/distribution.ts';
import type { TensorExperiment } from '../run/request.ts';
import { turn } from '../run/turns.ts';
import { conditionalChances } from './tensor/conditional-chances.ts';
import { fastQuantile } from './tensor/quantile.ts';

export interface DependentSums {
  readonly profiles: number;
  readonly statistics: Statistics;
}

/** A bidder's worth of an object, as the others are drawn given it: in units, and the chances that it may have. */
export interface KnownWorth {
  readonly worth: number;
  readonly from: number;
  readonly width: number;
}

export interface DependentMarket {
  /** [N M] */
  readonly laws: readonly Distribution[];
  readonly dependence: Dependence;
  /** Worth of one unit. */
  readonly unit: number;
}

/** Profiles of one piece of work, and between two looks at whether to stop. */
const CHUNK = 2 ** 11;
const BLOCK = 64;

/** [N M] of each worth; those of one law share a table. */
function quantilesOf(laws: readonly Distribution[]): ((p: number) => number)[] {
  const known = new Map<string, (p: number) => number>();
  return laws.map((law) => {
    const quantile = known.get(law.text) ?? fastQuantile(law);
    known.set(law.text, quantile);
    return quantile;
  });
}

/** [N M] worths of a profile; those of the bidder are as `known`, where they are given. */
function drawer(
  { laws, dependence, unit }: DependentMarket, { bidder, objects }: AssignmentParameters, known: readonly KnownWorth[] | undefined,
  quantiles: readonly ((p: number) => number)[],
): (k0: number, k1: number, profile: number, into: Float64Array) => void {
  const all = [...laws.keys()];
  const own = all.slice(bidder * objects, (bidder + 1) * objects);
  const wanted = known ? all.filter((d) => Math.floor(d / objects) !== bidder) : all;
  const chances = conditionalChances(dependence, laws.length, known ? own : [], wanted);
  const [uniform, out] = [new Float64Array(chances.words), new Float64Array(wanted.length)];
  const groups = Math.ceil((chances.words + objects) / 16);
  const loops = loadSimdLoops(16 * groups);
  const chance = (word: number): number => (word + 0.5) / 2 ** 32;
  const isSpread = known?.some(({ width }) => width > 0) ?? false;
  if (!isSpread) chances.given(known ? known.map(({ from }) => from) : []);
  return (k0, k1, profile, into) => {
    loops.words(k0, k1, profile, groups);
    for (let w = 0; w < uniform.length; w++) uniform[w] = chance(loops.buffer[w]!);
    if (isSpread) chances.given(known!.map(({ from, width }, j) => from + width * chance(loops.buffer[uniform.length + j]!)));
    chances.draw(uniform, out);
    for (let x = 0; x < wanted.length; x++) into[wanted[x]!] = Math.round(quantiles[wanted[x]!]!(out[x]!) / unit);
    known?.forEach(({ worth }, j) => { into[own[j]!] = worth; });
  };
}

/** Statistics of kernels/assignment/spec.ts; given the bidder's worths, those that are about the others alone mean what they say there. */
export function dependentAssignment(
  market: DependentMarket, parameters: AssignmentParameters, known?: readonly KnownWorth[],
): TensorExperiment<DependentSums> {
  let quantiles: ReturnType<typeof quantilesOf> | undefined;
  return {
    name: 'dependent-assignment',
    parameters: { market, parameters, known },
    chunk: CHUNK,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      const statistics = emptyAssignmentStatistics(parameters);
      const runner = marketRunner(parameters, drawer(market, parameters, known, quantiles ??= quantilesOf(market.laws)));
      for (let done = 0; done < count; done += BLOCK) {
        if (done > 0) {
          if (signal?.aborted) return { profiles: done, statistics };
          onProgress?.(done);
          await turn();
        }
        runner(stream, first + done, Math.min(BLOCK, count - done), statistics);
      }
      return { profiles: count, statistics };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles,
      statistics: Object.fromEntries(Object.entries(earlier.statistics).map(([name, sums]) =>
        [name, sums.map((sum, x) => sum + later.statistics[name]![x]!)])),
    }),
  };
}
