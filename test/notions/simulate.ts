/** Interim sums by plain simulation in double precision, profile by profile. */
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import type { InterimSums } from '../../src/experiments/interim-sums.ts';

export interface Simulated {
  readonly reports: readonly (readonly number[])[];
  /** Default: all. */
  readonly paired?: readonly number[];
  /** [R][C] */
  readonly typeValue: readonly (readonly number[])[];
  /** Class and money of every report, for the others' draws: uniform numbers in (0, 1), draw(0), draw(1), ... */
  outcome(report: number, draw: (d: number) => number): { class: number; money: number };
  /** Bounds on any gain and any truthful payoff. */
  readonly gainRange: readonly [number, number];
  readonly truthRange: readonly [number, number];
  /** Default: classes of one alternative each. */
  readonly classOf?: readonly number[];
}

export function simulate(of: Simulated, seed: number, profiles: number, groupSize = 4): InterimSums {
  const { reports, typeValue, outcome, gainRange, truthRange } = of;
  const paired = of.paired ?? reports.map((_, r) => r);
  const classes = typeValue[0]!.length;
  const size = paired.length;
  const choices = new Float64Array(reports.length * classes);
  const money = new Float64Array(reports.length);
  const gain = new Float64Array(size ** 2);
  const gainSquares = new Float64Array(size ** 2);
  const truth = new Float64Array(size);
  const truthSquares = new Float64Array(size);
  const groups = profiles / groupSize;
  for (let group = 0; group < groups; group++) {
    const groupGain = new Float64Array(size ** 2);
    const groupTruth = new Float64Array(size);
    for (let i = group * groupSize; i < (group + 1) * groupSize; i++) {
      const drawn: number[] = [];
      const draw = (d: number): number => (drawn[d] ??= (threefry2x32({ k0: seed, k1: 0x7e57 }, [i, d])[0] + 0.5) / 2 ** 32);
      const outcomes = reports.map((_, r) => outcome(r, draw));
      for (const [r, o] of outcomes.entries()) {
        choices[r * classes + o.class]! += 1;
        money[r]! += o.money;
      }
      const payoff = (r: number, s: number): number => typeValue[s]![outcomes[r]!.class]! + outcomes[r]!.money;
      for (let s = 0; s < size; s++) {
        const honest = payoff(paired[s]!, paired[s]!);
        groupTruth[s]! += honest / groupSize;
        for (let r = 0; r < size; r++) groupGain[r * size + s]! += (payoff(paired[r]!, paired[s]!) - honest) / groupSize;
      }
    }
    for (let at = 0; at < size ** 2; at++) {
      gain[at]! += groupGain[at]!;
      gainSquares[at]! += groupGain[at]! ** 2;
    }
    for (let s = 0; s < size; s++) {
      truth[s]! += groupTruth[s]!;
      truthSquares[s]! += groupTruth[s]! ** 2;
    }
  }
  return {
    question: { agent: 0, reports, paired, groupSize, line: reports[0]!.length === 1 },
    profiles,
    groups,
    classOf: of.classOf ?? typeValue[0]!.map((_, c) => c),
    classes,
    choices,
    typeValue: Float64Array.from(typeValue.flat()),
    reportPart: money,
    gain,
    gainSquares,
    truth,
    truthSquares,
    gainRange,
    truthRange,
    rounding: 0,
  };
}

export const line = (steps: number): number[][] => Array.from({ length: steps + 1 }, (_, r) => [r / steps]);

/** Served (class 1, value = type) or not (class 0). */
export const served = (reports: readonly (readonly number[])[]): number[][] => reports.map(([x]) => [0, x!]);

/** Highest of `others` uniform draws. */
export function highest(draw: (d: number) => number, others: number): number {
  let top = 0;
  for (let d = 0; d < others; d++) top = Math.max(top, draw(d));
  return top;
}

/** A single object, n bidders with uniform values, everybody pays `bid` of her report when served. */
export function firstPrice(
  reports: readonly (readonly number[])[],
  others: number,
  bid: (type: number) => number = (type) => type,
): Simulated {
  return {
    reports,
    typeValue: served(reports),
    outcome: (r, draw) => (reports[r]![0]! > highest(draw, others) ? { class: 1, money: -bid(reports[r]![0]!) } : { class: 0, money: 0 }),
    gainRange: [-2, 2],
    truthRange: [0, 1],
  };
}

export function secondPrice(reports: readonly (readonly number[])[], others = 1): Simulated {
  return {
    ...firstPrice(reports, others),
    outcome: (r, draw) => {
      const price = highest(draw, others);
      return reports[r]![0]! > price ? { class: 1, money: -price } : { class: 0, money: 0 };
    },
    gainRange: [-1, 0],
  };
}

/** Share of seeds for which a statement held. */
export function coverage(replications: number, holds: (seed: number) => boolean): number {
  let held = 0;
  for (let seed = 1; seed <= replications; seed++) held += holds(seed) ? 1 : 0;
  return held / replications;
}

/** A stream of uniform numbers for random cases. */
export function uniforms(seed: number): () => number {
  let i = 0;
  return () => (threefry2x32({ k0: seed, k1: 0xca5e }, [i++, 0])[0] + 0.5) / 2 ** 32;
}
