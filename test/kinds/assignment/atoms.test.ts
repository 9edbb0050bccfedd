/** Worths with points of positive probability: against all profiles, every report, and formulas of one object. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { inUnits } from '../../../src/kinds/assignment/units.ts';
import { assignmentMarket } from '../../../src/environment/assignment-market.ts';
import { commonUnit } from '../../../src/experiments/integer/atom-cells.ts';
import type { AssignmentStudy } from '../../../src/kinds/assignment/study-point.ts';
import type { Estimate, ResultDocument } from '../../../src/results/document.ts';
import { defineScenario } from '../../../src/study/scenario.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

function run(bidders: number, objects: number, text: string, profiles: number, agent = 0): Promise<ResultDocument> {
  const study: AssignmentStudy = {
    kind: 'assignment', market: assignmentMarket({ bidders, objects, law: parseDistribution(text) }), agents: [agent],
    mechanisms: [{ name: 'VCG', payments: 'vcg' }, { name: 'bids', payments: 'pay-as-bid' }],
  };
  const scenario = defineScenario({
    name: 'mine', title: 'title', description: 'description', source: 'source', rateDefaults: { n: [2, 3] },
    parameters: { n: { kind: 'count', description: 'bidders', default: 3, minimum: 1, maximum: 9 } },
    size: () => bidders, sizeName: { symbol: 'n', description: 'bidders' },
    environment: () => study, primaryAgent: () => `bidder ${agent + 1}`,
  });
  return runStudy({
    command: 'run', scenario, points: [{ n: bidders }], profiles, maxProfiles: 2 ** 32, confidence: 0.999, seed: 'atoms', sampler: 'auto',
  }, inProcessDevice());
}

const rowOf = ({ estimates }: ResultDocument, mechanism: string, quantity: string): Estimate =>
  estimates.find((row) => row.quantity === quantity && row.point.mechanism === mechanism)!;

function contains(row: Estimate, value: number, width: number): void {
  expect(row.lower).toBeLessThanOrEqual(value + 1e-12);
  expect(row.upper).toBeGreaterThanOrEqual(value - 1e-12);
  expect(row.upper - row.lower).toBeLessThan(width);
}

type Rows = readonly (readonly number[])[];
const welfareOf = (rows: Rows, free: readonly number[]): number => rows.length === 0 ? 0 : Math.max(
  welfareOf(rows.slice(1), free), ...free.map((j) => rows[0]![j]! + welfareOf(rows.slice(1), free.filter((k) => k !== j))),
);

/** Two objects, by all profiles; reports are a hair above every pair of whole numbers, the better object the higher. */
function exact(bidders: number, atoms: readonly (readonly [number, number])[]) {
  const two = [0, 1];
  let profiles: { rows: number[][]; chance: number }[] = [{ rows: [], chance: 1 }];
  for (let i = 0; i < bidders; i++) {
    profiles = profiles.flatMap(({ rows, chance }) =>
      atoms.flatMap(([a, p]) => atoms.map(([b, q]) => ({ rows: [...rows, [a, b]], chance: chance * p * q }))));
  }
  const mean = (of: (rows: Rows) => number): number => profiles.reduce((sum, { rows, chance }) => sum + chance * of(rows), 0);
  const [low, top] = [atoms[0]![0], atoms.at(-1)![0]];
  const steps = Array.from({ length: top - low + 1 }, (_, x) => low + x);
  const got = (report: readonly number[], others: Rows): number => {
    const totals = [...two.map((j) => report[j]! + welfareOf(others, two.filter((k) => k !== j))), welfareOf(others, two)];
    return totals.indexOf(Math.max(...totals));
  };
  const gain = (report: readonly number[], of: readonly number[], others: Rows): number => {
    const nudged = report.map((x, j) => x + 1e-6 * (1 + (of[j]! - x > of[1 - j]! - report[1 - j]! ? 1 : 0)));
    const j = got(nudged, others);
    return j > 1 ? 0 : of[j]! - report[j]!;
  };
  const reports = steps.flatMap((a) => steps.map((b) => [a, b]));
  return {
    epsilonIc: Math.max(...reports.map((report) => mean((rows) => gain(report, [top, top], rows.slice(1))))),
    welfare: mean((rows) => welfareOf(rows, two)),
    utility: mean((rows) => welfareOf(rows, two) - welfareOf(rows.slice(1), two)),
    // Halves, so that reports between the values are tried too.
    hindsight: mean((rows) => Number(reports.some(([a, b]) =>
      [[a!, b!], [a! + 0.5, b!], [a!, b! + 0.5]].filter((report) => report.every((x) => x <= top))
        .some((report) => gain(report, rows[0]!, rows.slice(1)) > 1e-3)))),
  };
}

it.each([2, 3])('%i bidders, two objects, three values: every report stands in the list', async (bidders) => {
  const known = exact(bidders, [[1, 0.2], [2, 0.5], [4, 0.3]]);
  const document = await run(bidders, 2, 'discrete(1:0.2,2:0.5,4:0.3)', 20_000);
  contains(rowOf(document, 'bids', 'epsilonIc'), known.epsilonIc, 0.2);
  expect(rowOf(document, 'bids', 'epsilonIc').guarantee).toBe('continuum');
  contains(rowOf(document, 'bids', 'exPostGainProbability'), known.hindsight, 0.03);
  contains(rowOf(document, 'VCG', 'welfare'), known.welfare, 0.3);
  contains(rowOf(document, 'VCG', 'exAnteUtility'), known.utility, 0.15);
  expect(rowOf(document, 'VCG', 'epsilonIc')).toMatchObject({ lower: 0, upper: 0 });
});

it('a bidder who is not listed first has the same constant: reports a hair higher win ties', async () => {
  const known = exact(2, [[1, 0.2], [2, 0.5], [4, 0.3]]);
  contains(rowOf(await run(2, 2, 'discrete(1:0.2,2:0.5,4:0.3)', 5000, 1), 'bids', 'epsilonIc'), known.epsilonIc, 0.3);
});

it('a point beside a density, one object: rivals at the point are outbid', async () => {
  const document = await run(2, 1, 'mixture(0.3:0.5,0.7:uniform(0,1))', 40_000);
  const below = 0.3 + 0.35;
  contains(rowOf(document, 'bids', 'epsilonIc'), below / 2, 0.015);
  // Ties of one point do not gain.
  contains(rowOf(document, 'bids', 'exPostGainProbability'), (1 - 0.3 ** 2) / 2, 0.02);
  contains(rowOf(document, 'VCG', 'welfare'), 0.49 * (2 / 3) + 0.09 / 2 + 0.42 * 0.625, 0.02);
});

it('values without a common unit: near ties are held for ties above and for none below', async () => {
  const [low, high] = [Math.SQRT1_2 / 4, 1 / 3];
  const document = await run(2, 1, `discrete(${low}:0.4,${high}:0.6)`, 40_000);
  contains(rowOf(document, 'bids', 'epsilonIc'), 0.4 * (high - low), 0.01);
  const gained = rowOf(document, 'bids', 'exPostGainProbability');
  expect(gained.lower).toBeLessThan(0.24);
  expect(gained.upper).toBeGreaterThan(0.24);
});

it('laws are drawn as they are', () => {
  const units = (text: string) =>
    inUnits({ kind: 'assignment-market', bidders: 2, objects: 2, laws: new Array(4).fill(parseDistribution(text)) });
  const lattice = units('discrete(0.1:0.25,0.3:0.25,0.8:0.5)');
  expect(lattice).toMatchObject({ isLattice: true, within: 0, unit: 0.1 });
  expect([...lattice.market.bases, ...lattice.tops]).toEqual([1, 8]);
  expect(lattice.errors[0]!.chance).toBeLessThan(2 ** -30);
  const mixed = units('mixture(0.25:0,0.5:beta(2,3),0.25:1)');
  expect(mixed).toMatchObject({ isLattice: false, within: 0 });
  expect(mixed.errors[0]!.chance).toBeLessThan(1e-4);
  const { thresholds, starts } = mixed.market.coordinates[0]!;
  expect([thresholds[1], starts![1]]).toEqual([2 ** 30, 1]);
  expect(thresholds.at(-2)).toBe(0.75 * 2 ** 32);
  expect(units(`discrete(${Math.SQRT1_2}:0.5,1:0.5)`).within).toBeGreaterThan(0);
  expect(() => units('mixture(0.5:0,0.5:truncated-exponential(1,0,100000))')).toThrow(/^law: mixture.*too small a part/);
});

it.each([
  [[0.1, 0.25, 4], 100, 0.05], [[3, 6, 9], 3, 3], [[3, 6, 10], 9, undefined], [[Math.SQRT2, 1], 2 ** 20, undefined], [[0, 0.3], 5, 0.3],
] as const)('common unit of %j', (numbers, most, unit) => expect(commonUnit(numbers, most)).toBe(unit));
