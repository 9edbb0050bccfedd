/** Random bilinear values: how many are generic, and how far they are from what local robustness asks. */
import { randomBilinear, type RandomBilinear } from '../../experiments/robust/random-bilinear.ts';
import { genericDistances, specialConditions } from '../../notions/robust/genericity.ts';
import { parallelGap, type Effort } from '../../notions/robust/parallel-gap.ts';
import type { Bilinear } from '../../environment/two-agent.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { Curve, Estimate, Point } from '../../results/document.ts';
import type { RandomValues, ValuesWitness } from '../../results/witness.ts';
import type { TensorExperiment } from '../../run/request.ts';
import type { Run } from '../../run/run.ts';
import { turn } from '../../run/turns.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { clopperPearson } from '../../statistics/clopper-pearson.ts';
import { dkwHalfWidth } from '../../statistics/dkw.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { VALUES, type RandomQuestion } from './study-point.ts';

const ENVIRONMENTS = 20_000;
/** Of the angle of each draw: some points of the boundary, weighed a few times. */
const EFFORT: Effort = { steps: 2, rounds: 6, finer: 1 };
const RIGHT_ANGLE = 90;
/** Of the distance from (G1) over the norm: two rows of which the smaller singular value is the distance at most. */
const DISTANCE_MAX = Math.SQRT1_2;
/** Below this share of the norm a distance may be zero, and rationals decide. */
const SMALL = 1e-9;
/** Values a chunk, and between two looks at whether to stop. */
const CHUNK = 2 ** 13;
const BLOCK = 512;

/** What is counted: ends of the parallel gap, angle of the matrices, distance from (G1). Each has a mean and a law. */
const STATISTICS = [
  { quantity: 'parallelGap', largest: RIGHT_ANGLE, bins: RIGHT_ANGLE },
  { quantity: 'parallelGap', largest: RIGHT_ANGLE, bins: RIGHT_ANGLE },
  { quantity: 'matrixAngle', largest: RIGHT_ANGLE, bins: RIGHT_ANGLE },
  { quantity: 'genericDistance', largest: DISTANCE_MAX, bins: 64 },
] as const;

interface RandomSums {
  readonly profiles: number;
  readonly generic: number;
  /** Of each statistic its sum and sum of squares, and how many values are in each bin, above its left end up to its right one. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly counts: readonly Float64Array[];
}

const norm = (...lists: readonly (readonly number[])[]): number => Math.hypot(...lists.flat());

/** Angle between two matrices as lines, in degrees. */
function lineAngle(p: readonly number[], q: readonly number[]): number {
  const size = norm(p) * norm(q);
  return size === 0 ? 0 : (180 / Math.PI) * Math.acos(Math.min(1, Math.abs(p.reduce((sum, x, k) => sum + x * q[k]!, 0)) / size));
}

/** Whether neither (G1) nor (G2) holds, and how far the values are from either. */
function genericity(own: Bilinear, other: Bilinear) {
  const distances = genericDistances(own, other);
  const size = norm(own.cross.flat(), other.cross.flat());
  const isClose = distances.g1 <= SMALL * size || distances.g2 <= SMALL * norm(other.cross.flat(), other.second);
  const exact = isClose ? specialConditions(own, other) : { g1: false, g2: false };
  return { isGeneric: !exact.g1 && !exact.g2, distance: exact.g1 || size === 0 ? 0 : distances.g1 / size };
}

/** Draws gone through for one that is generic. */
const SHOWN = 64;

/** The first draw of the stream that is generic; undefined where none of the first few is. */
function genericDraw(law: RandomBilinear, stream: StreamKey): ValuesWitness | undefined {
  const told = ({ first, second, cross }: Bilinear): RandomValues => ({ first, second, cross });
  for (let draw = 0; draw < SHOWN; draw++) {
    const [own, other] = randomBilinear(law, stream, draw);
    if (genericity(own, other).isGeneric) return { kind: 'values', draw, own: told(own), other: told(other) };
  }
  return undefined;
}

function experimentOf(law: RandomBilinear): TensorExperiment<RandomSums> {
  const centre = law.dimensions.map((d) => Array.from({ length: d }, () => 0.5)) as [number[], number[]];
  return {
    name: 'random-bilinear',
    parameters: law,
    chunk: CHUNK,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      const [sums, squares] = [new Float64Array(STATISTICS.length), new Float64Array(STATISTICS.length)];
      const counts = STATISTICS.map(({ bins }) => new Float64Array(bins + 1));
      let generic = 0;
      for (let i = 0; i < count; i++) {
        if (i % BLOCK === 0 && i > 0) {
          if (signal?.aborted) return { profiles: i, generic, sums, squares, counts };
          onProgress?.(i);
          await turn();
        }
        const [own, other] = randomBilinear(law, stream, first + i);
        const [p, q] = [own.cross.flat(), other.cross.flat()];
        const { isGeneric, distance } = genericity(own, other);
        if (isGeneric) generic++;
        const gap = parallelGap(own, other, centre, EFFORT);
        const row = [gap.lower, gap.upper, lineAngle(p, q), distance];
        row.forEach((x, k) => {
          sums[k]! += x;
          squares[k]! += x * x;
          const { bins, largest } = STATISTICS[k]!;
          counts[k]![Math.min(bins, Math.ceil((bins * x) / largest))]!++;
        });
      }
      return { profiles: count, generic, sums, squares, counts };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles,
      generic: earlier.generic + later.generic,
      sums: earlier.sums.map((x, k) => x + later.sums[k]!),
      squares: earlier.squares.map((x, k) => x + later.squares[k]!),
      counts: earlier.counts.map((bins, k) => bins.map((x, bin) => x + later.counts[k]![bin]!)),
    }),
  };
}

const clamped = (x: number): number => Math.min(1, Math.max(0, x));

/** Share of values that are at most each edge of the bins; of the gap, from below by its upper ends and from above by its lower ones. */
function lawsOf({ profiles, counts }: RandomSums, point: Point, confidence: number): Curve[] {
  const cumulated = (bins: Float64Array): number[] => {
    let total = 0;
    return Array.from(bins, (count) => (total += count) / profiles);
  };
  return ([[0, 1], [2, 2], [3, 3]] as const).map(([first, last]) => {
    const { quantity, largest, bins } = STATISTICS[first];
    const [most, least] = [cumulated(counts[first]!), cumulated(counts[last]!)];
    const width = dkwHalfWidth(profiles, (1 - confidence) / (first === last ? 1 : 2));
    return {
      quantity: `${quantity}Law`, agent: VALUES, point, confidence, guarantee: 'grid', profiles,
      types: most.map((_, bin) => (largest * bin) / bins), estimate: most.map((x, k) => (x + least[k]!) / 2),
      lower: least.map((x) => clamped(x - width)), upper: most.map((x) => clamped(x + width)),
    };
  });
}

function rowsOf(found: RandomSums, point: Point, confidence: number, shown: ValuesWitness | undefined): Estimate[] {
  const { profiles, generic, sums, squares } = found;
  const alpha = 1 - confidence;
  const mean = (k: number, share = alpha): Interval => boundedMean(sums[k]!, squares[k]!, profiles, [0, STATISTICS[k]!.largest], share);
  const row = (quantity: string, { estimate, lower, upper }: Interval, basis: string): Estimate =>
    ({ quantity, agent: VALUES, point, estimate, lower, upper, confidence, guarantee: 'point', profiles, basis });
  const [low, high] = [mean(0, alpha / 2), mean(1, alpha / 2)];
  return [
    {
      ...row('shareGeneric', clopperPearson(generic, profiles, alpha), '(G1) and (G2) decided in rational numbers wherever they are close'),
      ...(shown ? { witness: shown } : {}),
    },
    row('parallelGap', { estimate: (low.estimate + high.estimate) / 2, lower: low.lower, upper: high.upper },
      'mean over random values of what the best gradient of ρ leaves at points of the boundary'),
    row('matrixAngle', mean(2), 'mean over random values'),
    row('genericDistance', mean(3), 'mean over random values'),
  ];
}

export async function planRandom(
  { problem: { dimensions, entries }, values }: SweepPoint<RandomQuestion>,
  { profiles = ENVIRONMENTS, maxProfiles, confidence }: StudyAim,
): Promise<PlannedPoint> {
  const count = Math.min(profiles, maxProfiles);
  const study = async (run: Run): Promise<PointResult> => {
    const stream = run.stream('robust/random-values');
    const found = await run.draw({
      experiment: experimentOf({ dimensions, entries }), stream, first: 0, count,
    });
    const nothing = found.profiles === 0;
    return {
      samplers: [], estimates: nothing ? [] : rowsOf(found, values, confidence, genericDraw({ dimensions, entries }, stream)),
      curves: nothing ? [] : lawsOf(found, values, confidence),
      surfaces: [], verdicts: [], notes: [], complete: found.profiles === count,
    };
  };
  return { cost: count, study };
}
