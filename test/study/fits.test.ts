/** Which series of a sweep have a rate, at which confidence, and what is said of those that have none. */
import { expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { multiUnitRows } from '../../src/kinds/double-auction/multi-unit-rows.ts';
import type { PointResult, StudyAim } from '../../src/kinds/kind.ts';
import { parseAuctionMechanism } from '../../src/mechanism/double-auction/registry.ts';
import type { Run } from '../../src/run/run.ts';
import type { Estimate } from '../../src/results/document.ts';
import type { StudyConfiguration } from '../../src/study/configuration.ts';
import { rates, type StudiedPoint } from '../../src/study/fits.ts';

const scenario = scenarios.find(({ name }) => name === 'single-object')!;
type Ends = readonly [lower: number, upper: number];

/** Two quantities of bidder 1 at 2, 4, 8 bidders, the second absent where it is undefined. */
function sweep(lic: readonly Ends[], ic: readonly (Ends | undefined)[], result: Partial<PointResult> = {}): StudiedPoint[] {
  const row = (quantity: string, [lower, upper]: Ends): Estimate => ({
    quantity, agent: 'bidder 1', point: { mechanism: 'VCG' }, estimate: (lower + upper) / 2, lower, upper,
    confidence: 0.8, guarantee: 'grid', profiles: 100,
  });
  return lic.map((ends, i) => ({
    point: { values: { bidders: 2 ** (i + 1) }, size: 2 ** (i + 1), problem: undefined } as unknown as StudiedPoint['point'],
    result: {
      samplers: [], curves: [], surfaces: [], verdicts: [], notes: [], complete: true, ...result,
      estimates: [row('epsilonLic', ends), ...(ic[i] ? [row('epsilonIc', ic[i])] : [])],
    },
  }));
}
const rated = (points: readonly StudiedPoint[], confidence = 0.8) => rates({ scenario, confidence } as StudyConfiguration, points);
const POSITIVE: Ends[] = [[0.4, 0.5], [0.2, 0.25], [0.1, 0.125]];
const ZERO: Ends[] = [[0, 0], [0, 0], [0, 0]];

it('a series has a rate at what is left of the confidence, and what is 0 throughout has none and no word', () => {
  const { fits, notes } = rated(sweep(POSITIVE, ZERO));
  expect(fits.map(({ quantity, confidence }) => [quantity, +confidence.toFixed(9)])).toEqual([['epsilonLic', 0.4]]);
  expect(fits[0]!.exponent).toBeCloseTo(-1, 9);
  expect(notes).toEqual([]);
});

it('of a series without a rate a note says why and at which sizes', () => {
  expect(rated(sweep([[0.4, 0.5], [0, 0.25], [0, 0.1]], [[0.1, 0.2], undefined, [0.1, 0.2]]))).toEqual({ fits: [], notes: [
    'no rate where an interval reaches 0, which more profiles may change: ε-LIC of bidder 1 under VCG (N = 4, 8)',
    'no rate where sizes have no interval: ε-IC of bidder 1 under VCG (N = 4)',
  ] });
  expect(rated(sweep(POSITIVE, ZERO), 0.6)).toEqual({ fits: [], notes: [
    'no rate from 3 intervals at 60%, which need not hold at once: take a --confidence above 66.7%: ε-LIC of bidder 1 under VCG',
  ] });
});

it('intervals made again at a share of the error probability hold with the confidence asked for, and say which series are open', () => {
  const intervalAt: PointResult['intervalAt'] = ({ estimate, lower, upper }, share) =>
    ({ estimate, lower: lower - 0.06 * (1 - share), upper: upper + 0.06 * (1 - share) });
  const { fits, notes } = rated(sweep(POSITIVE, [[0.3, 0.5], [0.2, 0.3], [0.03, 0.1]], { intervalAt }));
  expect(fits.map(({ quantity, confidence }) => [quantity, confidence])).toEqual([['epsilonLic', 0.8]]);
  expect(notes).toEqual(['no rate where an interval reaches 0, which more profiles may change: ε-IC of bidder 1 under VCG (N = 8)']);
});

it('of a study that was stopped, and of one size, nothing is said', () => {
  expect(rated(sweep(POSITIVE, [[0, 1]], { complete: false })).notes).toEqual([]);
  expect(rated(sweep([[0, 1]], [[0, 1]]))).toEqual({ fits: [], notes: [] });
});

it('for traders of several units nothing is drawn: their intervals hold at any number of sizes at once', () => {
  const law = parseDistribution('uniform(0,1)');
  const market = { kind: 'double-auction', sellers: 4, buyers: 4, kappa: 0, cost: law, value: law } as const;
  const aim = { profiles: 1, precision: 0.5, confidence: 0.99 };
  const found = multiUnitRows(market, parseAuctionMechanism('uniform-price(2)'), {}, aim as unknown as StudyAim, {} as Run);
  for (const one of found.estimates) expect(found.intervalAt!(one, 0.1)).toEqual(one);
  expect(found.estimates).toHaveLength(4);
});
