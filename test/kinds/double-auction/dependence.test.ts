/** Double auctions with dependent types: certified intervals against gains from draws by conditioning, limits, invariance, refusals. */
import { expect, it } from 'vitest';
import { parseDependence } from '../../../src/distributions/dependence.ts';
import { study } from '../../../src/library/study.ts';
import { commonComponent } from '../../../src/experiments/order-statistics/common-component.ts';
import { conditionalSurvival } from '../../../src/experiments/order-statistics/conditional.ts';
import { signalDraws } from '../../../src/experiments/tensor/draws.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, traderProblem } from '../../../src/environment/double-auction.ts';
import { planDependent } from '../../../src/kinds/double-auction/dependent-point.ts';
import type { Estimate } from '../../../src/results/document.ts';
import { further } from '../../support/evidence.ts';

const of = (rows: readonly Estimate[], agent: string, quantity: string): Estimate =>
  rows.find((row) => row.agent === agent && row.quantity === quantity)!;
const auction = (given: Record<string, unknown>) =>
  study({ scenario: 'double-auction', workers: 1, ...(given.profiles ? {} : { precision: 0.16 }), ...given });

it('intervals hold what draws show: no pair gains more, the best pair as much', further('seeds'), async () => {
  const dependence = 'clayton(2)';
  const { estimates, notes, claims } = await auction({ traders: 3, cost: 'beta(2,3)', value: 'uniform(0,1)', kappa: 0.25, dependence });
  expect(notes.join(' ')).toMatch(/outside the papers/);
  expect(claims).toEqual([]);
  expect(estimates.every(({ reference }) => reference === undefined)).toBe(true);
  const market = doubleAuction({
    sellers: 3, buyers: 3, kappa: 0.25, cost: parseDistribution('beta(2,3)'), value: parseDistribution('uniform(0,1)'),
  });
  const { law, others, rank } = traderProblem(market, 'seller');
  const signals = [law, ...others.flatMap((group) => Array.from({ length: group.count }, () => group.law))]
    .map((each, d) => ({ owner: d, name: `s${d}`, law: each }));
  const n = 10000;
  const gain = (type: number, report: number): { mean: number; error: number } => {
    const rows = signalDraws({ signals, dependence: parseDependence(dependence)! }, 0).draw({ k0: 1, k1: 2 }, 0, n, [type]);
    let [sum, squares] = [0, 0];
    for (let p = 0; p < n; p++) {
      const types = [...rows.subarray(p * 6 + 1, (p + 1) * 6)].sort((a, b) => a - b);
      const [L, U] = [types[rank - 1]!, types[rank]!];
      const payoff = (x: number): number => (x <= U ? 0.75 * Math.max(L, x) + 0.25 * U - type : 0);
      const more = payoff(report) - payoff(type);
      sum += more;
      squares += more * more;
    }
    return { mean: sum / n, error: 4.5 * Math.sqrt(squares) / n };
  };
  const ic = of(estimates, 'seller', 'epsilonIc');
  const lic = of(estimates, 'seller', 'epsilonLic');
  const { type, report } = ic.witness as { type: number; report: number };
  const best = gain(type, report);
  expect(Math.abs(best.mean - ic.estimate)).toBeLessThan(best.error + (ic.upper - ic.lower));
  for (const [t, r] of [[0.1, 0.3], [0.35, 0.45], [0.6, 0.61], [0.5, 0.3]] as const) {
    const { mean, error } = gain(t, r);
    expect(mean - error).toBeLessThan(ic.upper);
    expect((mean - error) / Math.abs(r - t)).toBeLessThan(lic.upper);
  }
  // 0.75 P(c | c) is largest near 0.678, where it is 0.19278: costs near 0 see every value above, and no unit is at stake.
  expect(lic.lower).toBeGreaterThan(0.1925);
  expect(lic.lower).toBeLessThan(0.1928);
  expect(lic.upper).toBeLessThan(0.26);
  expect(ic.upper).toBeLessThan(1.33 * ic.lower);
  expect(lic.basis).toMatch(/, of types from 1\.16\d+e-10 to 1$/);
  expect(ic.basis).toBe('quadrature over the common component');
});

it('one law for all: little dependence has the independent constants, and no dependence is independence', async () => {
  const near = await auction({ traders: 4, dependence: 'gaussian(1e-9)' });
  const lic = of(near.estimates, 'seller', 'epsilonLic');
  // 35 / 4 * (3 / 7)^3 (4 / 7)^4 * 4: the binomial mass at 3 of 7.
  const exact = 35 * (3 / 7) ** 3 * (4 / 7) ** 4;
  expect(lic.lower).toBeLessThan(exact * (1 + 1e-6));
  expect(lic.upper).toBeGreaterThan(exact * (1 - 1e-6));
  expect(lic.upper / lic.lower).toBeLessThan(1 + 1e-5);
  const none = await auction({ traders: 2, profiles: 1000, dependence: 'gaussian(0)' });
  const plain = await auction({ traders: 2, profiles: 1000 });
  expect(none.estimates).toEqual(plain.estimates);
  expect(none.configHash).toBe(plain.configHash);
});

it('a buyer whose bid sets the price is a seller on the reflected line, in one interval if law and copula are symmetric', async () => {
  const law = parseDistribution('uniform(0,1)');
  const aim = { command: 'run', sampler: 'auto', confidence: 0.99, precision: 0.5, maxProfiles: 1 } as const;
  const [asks, bids] = await Promise.all([0, 1].map(async (kappa) => {
    const market = doubleAuction({ sellers: 2, buyers: 2, kappa, cost: law, value: law });
    const problem = { ...market, dependence: parseDependence('gaussian(0.5)')! };
    return planDependent({ problem, values: {}, pictures: false } as never, aim).study({ progress: () => {} } as never);
  }));
  for (const quantity of ['epsilonLic', 'epsilonIc']) {
    const [seller, buyer] = [of(asks!.estimates, 'seller', quantity), of(bids!.estimates, 'buyer', quantity)];
    expect(seller.lower).toBeGreaterThan(0);
    for (const side of ['lower', 'upper'] as const) expect(buyer[side] / seller[side]).toBeCloseTo(1, 6);
  }
});

it('shifts and scales of the laws do not matter, gains move with the scale', async () => {
  const [plain, moved] = await Promise.all(['uniform(0,1)', 'uniform(1000000,1000004)'].map((law) =>
    auction({ sellers: 2, buyers: 3, kappa: 0.5, cost: law, value: law, dependence: 'common-factor(0.4)' })));
  for (const agent of ['seller', 'buyer']) {
    const [a, b] = [plain!, moved!].map(({ estimates }) => of(estimates, agent, 'epsilonLic'));
    expect(b!.lower).toBeCloseTo(a!.lower, 8);
    expect(b!.upper).toBeCloseTo(a!.upper, 8);
    const [c, d] = [plain!, moved!].map(({ estimates }) => of(estimates, agent, 'epsilonIc'));
    expect(d!.estimate / 4).toBeCloseTo(c!.estimate, 6);
  }
});

it('rows are finite, in order and not negative at the ends of what is accepted', further('laws'), async () => {
  for (const given of [
    { traders: 1, dependence: 'clayton(100)' }, { sellers: 1, buyers: 3, kappa: 1, dependence: 'gaussian(0.999)' },
    { sellers: 3, buyers: 1, value: 'uniform(3,4)', dependence: 'clayton(0.001)' },
  ]) {
    const { estimates } = await auction(given);
    for (const { estimate, lower, upper, profiles, basis, quantity } of estimates) {
      expect(lower <= estimate && estimate <= upper, `${quantity} ${lower} ${estimate} ${upper}`).toBe(true);
      expect(lower).toBeGreaterThanOrEqual(0);
      expect([profiles, basis]).toEqual([0, 'quadrature over the common component']);
      if (quantity === 'epsilonLic') expect(upper).toBeLessThanOrEqual(1);
    }
  }
});

it.each([
  [{ dependence: 'gaussian(1)' }, 'dependence: must be in [0, 1), got 1'],
  [{ dependence: 5 }, "dependence: must be gaussian(RHO)"],
  [{ dependence: 'gaussian(0.5)', sampler: 'direct' }, 'sampler: chooses how others are drawn'],
  [{ dependence: 'gaussian(0.5)', traders: 5000 }, 'dependence: is taken with at most 8193 traders in all, got 10000'],
  [{ dependence: 'clayton(50)', cost: 'mixture(0.0001:0.5,0.9999:uniform(0,1))' },
    'dependence: mixture(0.0001:0.5,0.9999:uniform(0,1)) has the value 0.5 with probability 0.0001, too small to tell'],
  [{ scenario: 'double-auction-ambiguity', dependence: 'gaussian(0.5)' }, 'dependence: is not taken with ambiguity'],
  [{ scenario: 'guo-1-4-1', dependence: 'gaussian(0.5)' }, 'dependence: is for scenarios that study'],
  [{ scenario: 'monotone-repair', dependence: 'gaussian(0.3)' }, 'dependence: monotone-repair is defined here for independent signals'],
])('%o is refused in one line', async (given, message) => {
  await expect(auction(given)).rejects.toThrow(message);
});

it('suprema run over all types inside the support, and the lie that is named gains what is said', async () => {
  // One seller and one buyer near the top: nobody else is as high, so that P(c | c) tends to 1.
  const extreme = of((await auction({ traders: 1, dependence: 'gaussian(0.5)' })).estimates, 'seller', 'epsilonLic');
  expect(extreme.upper).toBe(1);
  expect(extreme.lower).toBeGreaterThan(1 - 1e-8);
  expect(extreme.witness).toBeUndefined();
  // By 180 nodes of Gauss-Hermite 0.16270 over the whole line, reached beyond the quantile of 2^-33.
  const lopsided = { sellers: 20, buyers: 2, dependence: 'gaussian(0.999)' };
  const { estimates } = await auction({ ...lopsided, precision: 0.9 });
  const lic = of(estimates, 'seller', 'epsilonLic');
  expect(Math.abs(lic.lower - 0.1627)).toBeLessThan(1e-5);
  expect(lic.upper).toBeGreaterThan(0.1627);
  expect(lic.upper).toBeLessThan(0.163);
  const uniform = parseDistribution('uniform(0,1)');
  const tight = { sellers: 3, buyers: 2, kappa: 0.4, dependence: 'gaussian(0.995)', precision: 0.9 };
  const other = of((await auction(tight)).estimates, 'seller', 'epsilonLic');
  expect(Math.abs(other.lower - 0.1437932)).toBeLessThan(1e-6);

  const cases = [['gaussian(0.5)', { sellers: 2, buyers: 3 }], ['clayton(0.2)', { sellers: 20, buyers: 1 }]] as const;
  let named = 0;
  for (const [dependence, traders] of cases) {
    const given = { ...traders, kappa: 0.5, dependence };
    const rows = (await auction(given)).estimates;
    for (const trader of ['seller', 'buyer'] as const) {
      const { witness, lower } = of(rows, trader, 'epsilonLic');
      // Where the supremum lies at the law's end no lie is named.
      if (!witness) continue;
      named++;
      const { type, report } = witness as { type: number; report: number };
      const problem = traderProblem(
        doubleAuction({ ...traders, kappa: 0.5, cost: uniform, value: uniform }), trader,
      );
      const { at } = conditionalSurvival(problem, commonComponent(parseDependence(dependence)!));
      const sign = trader === 'seller' ? 1 : -1;
      const [c, x] = [sign * type, sign * report];
      // g = int_c^x (w P(y | c) - (S_U(y | c) - S_U(x | c))) dy by Simpson's rule: the lie is short.
      const end = at(x, c);
      const inside = (y: number): number => {
        const { upper, lower: below } = at(y, c);
        return problem.pivotalWeight * (upper - below) - (upper - end.upper);
      };
      const ratio = (inside(c) + 4 * inside((c + x) / 2) + inside(x)) / 6;
      expect(x).toBeGreaterThan(c);
      expect(ratio, `${dependence} ${trader}`).toBeGreaterThan(0.98 * lower);
      expect(ratio, `${dependence} ${trader}`).toBeLessThan(1.0001 * lower);
    }
  }
  expect(named).toBe(3);
});
