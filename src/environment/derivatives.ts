/** Slopes and cross derivatives of valuations: exact for linear ones, ranges over sampled signals for general ones. */
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { InputError } from '../errors.ts';
import type { LinearValuations, SocialChoiceProblem } from './social-choice.ts';

/** Values [N K], agent by agent, at signals [D]. */
export type Evaluate = (signals: Float64Array) => Float64Array;

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface Derivatives {
  /** Sampled profiles; 0 where exact. */
  readonly samples: number;
  /** [N][K][D] */
  readonly slopes: readonly (readonly (readonly Range[])[])[];
  /** Of agent i's value of k: derivative by another's coordinate d and by own coordinates, over the latter. Zero for own d. */
  crosses(agent: number, alternative: number, coordinate: number): Range;
  /** Of welfare of one alternative less that of the other, by coordinate d. */
  welfareSlopes(alternative: number, other: number, coordinate: number): Range;
}

const SAMPLES = 64;
/** Steps as a share of the support: second differences of float32 values then stand clear of rounding. */
const STEP = 1 / 16;
/** Differences of a value within so many roundings of its own single-precision numbers count as zero. */
const ROUNDINGS = 32;
const FLOAT32 = 2 ** -24;
const SAMPLE_KEY = { k0: 0x64657269, k1: 0x76617465 };
const ZERO: Range = { low: 0, high: 0 };

export function derivativesOf(problem: SocialChoiceProblem, evaluate?: Evaluate): Derivatives {
  if (problem.valuations.kind === 'linear') return linearDerivatives(problem.valuations);
  if (!evaluate) throw new InputError('valuations', 'general values are checked by evaluating them: none was given');
  return sampledDerivatives(problem, evaluate);
}

function linearDerivatives({ coefficients }: LinearValuations): Derivatives {
  const totals = coefficients[0]!.map((row, k) => row.map((_, d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
  const point = (x: number): Range => ({ low: x, high: x });
  return {
    samples: 0,
    slopes: coefficients.map((rows) => rows.map((row) => row.map(point))),
    crosses: () => ZERO,
    welfareSlopes: (k, other, d) => point(totals[k]![d]! - totals[other]![d]!),
  };
}

/** Reaches of first and second differences over sampled profiles; noise is set to zero. */
function sampledDerivatives(problem: SocialChoiceProblem, evaluate: Evaluate): Derivatives {
  const { agents, alternatives, signals } = problem;
  const n = agents.length;
  const k = alternatives.length;
  const slopes = Array.from({ length: signals.length }, () => new Spread(n * k));
  // [D][samples][K]: slopes of welfare; their differences are formed for the pairs that are asked for.
  const welfare = signals.map((): Float64Array[] => []);
  const crosses = new Map<number, Spread>();
  const largest = new Float64Array(n * k);
  const note = (values: Float64Array): Float64Array => {
    values.forEach((value, x) => (largest[x] = Math.max(largest[x]!, Math.abs(value))));
    return values;
  };
  for (let sample = 0; sample < SAMPLES; sample++) {
    const at = samplePoint(problem, sample);
    const here = note(evaluate(at));
    const moved = signals.map((_, d) => note(evaluate(shifted(problem, at, [d]))));
    signals.forEach(({ owner }, d) => {
      const first = moved[d]!.map((value, x) => (value - here[x]!) / step(problem, d));
      slopes[d]!.add(first);
      welfare[d]!.push(welfareOf(first, n, k));
      signals.forEach((other, e) => {
        if (other.owner === owner || e > d) return;
        const both = note(evaluate(shifted(problem, at, [d, e])));
        const second = both.map((value, x) => (value - moved[d]![x]! - moved[e]![x]! + here[x]!) / (step(problem, d) * step(problem, e)));
        const key = d * signals.length + e;
        const spread = crosses.get(key) ?? new Spread(n * k);
        crosses.set(key, spread);
        spread.add(second);
      });
    });
  }
  // What rounding can do to a difference of values of this size, over the steps taken.
  const noise = (x: number, ...over: readonly number[]): number =>
    over.reduce((rounding, d) => rounding / step(problem, d), ROUNDINGS * FLOAT32 * largest[x]!);
  const welfareSize = (a: number): number => agents.reduce((sum, _, i) => sum + largest[i * k + a]!, 0);
  return {
    samples: SAMPLES,
    slopes: agents.map((_, i) => alternatives.map((_, a) => signals.map((_, d) => slopes[d]!.range(i * k + a, noise(i * k + a, d))))),
    crosses(i, a, d) {
      const own = signals.flatMap(({ owner }, e) => (owner === i && signals[d]!.owner !== i ? [e] : []));
      const ranges = own.map((e) =>
        crosses.get(Math.max(d, e) * signals.length + Math.min(d, e))!.range(i * k + a, noise(i * k + a, d, e)));
      return ranges.reduce<Range>(
        (all, { low, high }, x) => (x === 0 ? { low, high } : { low: Math.min(all.low, low), high: Math.max(all.high, high) }),
        ZERO,
      );
    },
    welfareSlopes(a, b, d) {
      const differences = welfare[d]!.map((slope) => slope[a]! - slope[b]!);
      const rounding = (ROUNDINGS * FLOAT32 * (welfareSize(a) + welfareSize(b))) / step(problem, d);
      return cleaned(Math.min(...differences), Math.max(...differences), rounding);
    },
  };
}

/** A point from which a step up stays within every support. */
function samplePoint({ signals }: SocialChoiceProblem, sample: number): Float64Array {
  return Float64Array.from(
    signals,
    ({ law: { support: [low, high] } }, d) => low + (1 - STEP) * (high - low) * (threefry2x32(SAMPLE_KEY, [sample, d])[0] / 2 ** 32),
  );
}

const step = ({ signals }: SocialChoiceProblem, d: number): number => STEP * (signals[d]!.law.support[1] - signals[d]!.law.support[0]);

function shifted(problem: SocialChoiceProblem, at: Float64Array, coordinates: readonly number[]): Float64Array {
  const to = at.slice();
  for (const d of coordinates) to[d]! += step(problem, d);
  return to;
}

/** [K] slope of welfare. */
const welfareOf = (slopes: Float64Array, n: number, k: number): Float64Array =>
  Float64Array.from({ length: k }, (_, a) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += slopes[i * k + a]!;
    return sum;
  });

/** Ends within `noise` of zero are zero: rounding of single precision. */
function cleaned(low: number, high: number, noise: number): Range {
  const near = (value: number): number => (Math.abs(value) <= noise ? 0 : value);
  return { low: near(low), high: near(high) };
}

class Spread {
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  constructor(length: number) {
    this.low = new Float64Array(length).fill(Infinity);
    this.high = new Float64Array(length).fill(-Infinity);
  }
  add(values: Float64Array): void {
    values.forEach((value, x) => {
      this.low[x] = Math.min(this.low[x]!, value);
      this.high[x] = Math.max(this.high[x]!, value);
    });
  }
  range(x: number, noise: number): Range {
    return cleaned(this.low[x]!, this.high[x]!, noise);
  }
}
