/** Rows of a field whose chances are known by hand, against what they are about: for tests of coverage. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { valueTable } from '../../src/environment/table.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { leastEpsilon, type TypeField } from '../../src/notions/least-epsilon.ts';
import type { Estimate } from '../../src/results/document.ts';
import { lieOf } from '../../src/results/witness.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const CELLS = 5;
const problem = valueTable({
  agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative', law: parseDistribution('uniform(0,1)', 'law'),
  coefficients: [[[1, 0], [0.5, 1]], [[1, 0], [0, 1]]],
});

/** Pr(d - c <= x) for c and d uniform on [0, 1]. */
const triangular = (x: number): number => (x <= -1 ? 0 : x >= 1 ? 1 : x < 0 ? (1 + x) ** 2 / 2 : 1 - (1 - x) ** 2 / 2);
/** Chance of the first alternative at own signals. */
const chance = ([a, b]: readonly number[]): number => triangular(1.5 * a! - b!);

/** Its integral. */
const integral = (x: number): number => (x <= -1 ? 0 : x >= 1 ? x : x < 0 ? (1 + x) ** 3 / 6 : x + (1 - x) ** 3 / 6);

/**
 * The least ε where own rates of two alternatives are a_1, -a_2 and social ones b_1, -b_2, all above 0, her signals lie in [0, 1] and
 * chances are triangular: the largest circulation over length of a rectangle (docs/fields.md, section 10), sought in ever finer steps.
 */
export function leastBetweenTwo([a1, a2]: readonly number[], [b1, b2]: readonly number[]): number {
  const curl = Math.abs(a1! / b1! - a2! / b2!);
  const at = (x: number, y: number): number => integral(b1! * x - b2! * y);
  const ratio = ([left, right, bottom, top]: readonly number[]): number => (right! > left! && top! > bottom!
    ? (curl * Math.abs(at(right!, top!) - at(left!, top!) - at(right!, bottom!) + at(left!, bottom!)))
      / (2 * (right! - left! + top! - bottom!)) : 0);
  let best = [0, 1, 0, 1];
  for (let step = 0.25; step > 1e-5; step /= 2) {
    for (let round = 0; round < 8; round++) {
      const near = best.flatMap((_, c) => [-step, step].map((by) => best.map((x, d) => (d === c ? Math.min(1, Math.max(0, x + by)) : x))));
      best = near.reduce((so, one) => (ratio(one) > ratio(so) ? one : so), best);
    }
  }
  return ratio(best);
}

const PIECES = 2000;
/** -∮ Q·ds round the rectangle with these opposite corners, both ways: the larger. */
function circulation([a, b]: readonly number[], [c, d]: readonly number[]): number {
  const corners = [[a!, b!], [c!, b!], [c!, d!], [a!, d!]];
  let total = 0;
  corners.forEach((from, j) => {
    const to = corners[(j + 1) % 4]!;
    for (let i = 0; i < PIECES; i++) {
      const at = from.map((x, k) => x + ((to[k]! - x) * (i + 0.5)) / PIECES);
      const first = chance(at);
      total += (first * (to[0]! - from[0]!) + (1 - first) * (to[1]! - from[1]!)) / PIECES;
    }
  });
  return Math.abs(total);
}

const points = Array.from({ length: CELLS * CELLS }, (_, t) => [(t % CELLS + 0.5) / CELLS, (Math.floor(t / CELLS) + 0.5) / CELLS]);
const exact: TypeField = {
  points, relevant: [true, true], classes: 2, values: Float64Array.from(points.flat()),
  chances: Float64Array.from(points.flatMap((point) => [chance(point), 1 - chance(point)])),
};
const optimum = leastEpsilon(exact, 'lic').epsilon;

const onContinuum = leastBetweenTwo([1, 1], [1.5, 1]);

/** What a row is about, by hand; undefined for rows that are not random. */
function truthOf({ quantity, witness }: Estimate): number | undefined {
  if (quantity === 'leastEpsilonGrid') return optimum;
  if (quantity === 'leastEpsilon') return onContinuum;
  const lie = lieOf(witness);
  if (lie === undefined) return undefined;
  const [type, report] = [lie.type as readonly number[], lie.report as readonly number[]];
  if (quantity === 'fieldMonotonicity') {
    return (chance(report) - chance(type)) * (report[0]! - type[0]! - report[1]! + type[1]!);
  }
  const around = circulation(type, report);
  if (quantity === 'circulation') return around;
  const length = 2 * (Math.abs(report[0]! - type[0]!) + Math.abs(report[1]! - type[1]!));
  return quantity === 'circulationPerLength' ? around / length : undefined;
}

export interface Covered {
  readonly quantity: string;
  readonly contained: boolean;
  /** Of the interval, and how far its middle is from what it is about. */
  readonly width: number;
  readonly apart: number;
}

/** One study of so many profiles. */
export async function coveredBy(seed: string, profiles: number, confidence: number): Promise<Covered[]> {
  const run = openRun(inProcessDevice(), seed);
  const planned = await fieldKind.plan({
    values: {}, size: 1, primaryAgent: 'one', kind: fieldKind, pictures: false, references: () => [],
    problem: { kind: 'field', question: 'field', problem, agent: 'one', cells: CELLS },
  }, { command: 'run', profiles, maxProfiles: profiles, confidence, sampler: 'auto' }, run);
  const { estimates } = await planned.study(run);
  return estimates.flatMap((row) => {
    const truth = truthOf(row);
    if (truth === undefined) return [];
    // Rounding of the truth itself, by sums.
    const contained = row.lower <= truth + 1e-7 && row.upper >= truth - 1e-7;
    return [{ quantity: row.quantity, contained, width: row.upper - row.lower, apart: Math.abs(row.estimate - truth) }];
  });
}

/** Bilateral trade under uniform laws with participation and a budget needs exactly this (docs/fields.md, section 3). */
const TRADE = 1 - 2 ** (-1 / 3);

/** Both ends of the market's least ε on the continuum, of one study of so many profiles. */
export async function marketCoveredBy(seed: string, profiles: number, confidence: number): Promise<Covered[]> {
  const run = openRun(inProcessDevice(), seed);
  const law = parseDistribution('uniform(0,1)', 'law');
  const planned = await fieldKind.plan({
    values: {}, size: 1, primaryAgent: 'buyer', kind: fieldKind, pictures: false, references: () => [],
    problem: {
      kind: 'field', question: 'field', problem: bilateralTrade({ cost: law, value: law }), agent: 'buyer', cells: CELLS,
      individuallyRational: 'interim', budget: 'ex-ante',
    },
  }, { command: 'run', profiles, maxProfiles: profiles, confidence, sampler: 'auto' }, run);
  const { estimates } = await planned.study(run);
  const rows = estimates.filter(({ quantity, agent }) => quantity === 'leastEpsilon' && agent === 'market');
  return rows.flatMap(({ lower, upper, estimate }) => {
    const sizes = { width: upper - lower, apart: Math.abs(estimate - TRADE) };
    return [
      { quantity: 'leastEpsilon of the market, below', contained: lower <= TRADE, ...sizes },
      { quantity: 'leastEpsilon of the market, above', contained: upper >= TRADE, ...sizes },
    ];
  });
}
