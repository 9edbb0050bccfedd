/** Order statistics given one's own type: against draws by conditioning, halved nodes, and independence in the limit. */
import { expect, it } from 'vitest';
import { parseDependence, type Dependence } from '../../../src/distributions/dependence.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, traderProblem, type DoubleAuction, type Trader } from '../../../src/environment/double-auction.ts';
import { commonComponent } from '../../../src/experiments/order-statistics/common-component.ts';
import { conditionalSurvival, QUADRATURE_ERROR } from '../../../src/experiments/order-statistics/conditional.ts';
import { signalDraws } from '../../../src/experiments/tensor/draws.ts';
import { binomialSumAt } from '../../../src/statistics/binomial-sum.ts';

const market = (sellers: number, buyers: number, cost: string, value: string): DoubleAuction =>
  doubleAuction({ sellers, buyers, kappa: 0.3, cost: parseDistribution(cost), value: parseDistribution(value) });

const survivalOf = (auction: DoubleAuction, trader: Trader, text: string, finer = 1) =>
  conditionalSurvival(traderProblem(auction, trader), commonComponent(parseDependence(text)!), finer);

/** Shares of profiles with U >= y and with L >= y among others drawn given the own type, all in the seller's orientation. */
function drawnShares(auction: DoubleAuction, trader: Trader, dependence: Dependence, own: number, y: number, n: number): [number, number] {
  const { others, rank, law } = traderProblem(auction, trader);
  const signals = [law, ...others.flatMap((group) => Array.from({ length: group.count }, () => group.law))]
    .map((each, d) => ({ owner: d, name: `s${d}`, law: each }));
  const rows = signalDraws({ signals, dependence }, 0).draw({ k0: 5, k1: 9 }, 0, n, [own]);
  let [upper, lower] = [0, 0];
  for (let p = 0; p < n; p++) {
    const types = [...rows.subarray(p * signals.length + 1, (p + 1) * signals.length)].sort((a, b) => a - b);
    const [L, U] = [types[rank - 1] ?? -Infinity, types[rank] ?? Infinity];
    if (trader === 'seller') {
      if (U >= y) upper++;
      if (L >= y) lower++;
    } else {
      if (-L >= y) upper++;
      if (-U >= y) lower++;
    }
  }
  return [upper / n, lower / n];
}

const TEXTS = ['gaussian(0.6)', 'common-factor(0.2)', 'clayton(2)', 'clayton(0.1)', 'clayton(40)'];

it.each(TEXTS)('%s: what is integrated is what is drawn given the own type', (text) => {
  const auction = market(3, 2, 'beta(2,3)', 'uniform(0.1,1.2)');
  for (const [trader, own, y] of [['seller', 0.3, 0.42], ['buyer', 0.9, -0.55]] as const) {
    const { upper, lower } = survivalOf(auction, trader, text).at(y, trader === 'seller' ? own : -own);
    const n = 20000;
    const [u, l] = drawnShares(auction, trader, parseDependence(text)!, own, y, n);
    for (const [want, got] of [[upper, u], [lower, l]] as const) {
      expect(Math.abs(want - got), `${trader}`).toBeLessThan(4.5 * Math.sqrt(Math.max(want * (1 - want), 1e-3) / n));
    }
  }
});

const ENDS = ['gaussian(0.99)', 'gaussian(0.001)', 'clayton(0.001)', 'clayton(100)'];

it.each([...TEXTS, ...ENDS])('%s: nodes twice as close tell the same', (text) => {
  for (const [auction, ys] of [
    [market(1, 1, 'uniform(0,1)', 'uniform(0,1)'), [0.2, 0.9]], [market(40, 30, 'uniform(0,1)', 'beta(3,2)'), [0.35, 0.5]],
  ] as const) {
    const [once, twice] = [survivalOf(auction, 'seller', text), survivalOf(auction, 'seller', text, 2)];
    for (const y of ys) {
      for (const c of [0, 0.1, y, 1]) {
        const [a, b] = [once.at(y, c), twice.at(y, c)];
        expect(Math.abs(a.upper - b.upper)).toBeLessThan(QUADRATURE_ERROR / 10);
        expect(Math.abs(a.lower - b.lower)).toBeLessThan(QUADRATURE_ERROR / 10);
      }
    }
  }
});

it('little dependence is nearly independence', () => {
  const auction = market(4, 3, 'uniform(0,1)', 'beta(2,2)');
  const { others, rank } = traderProblem(auction, 'seller');
  const y = 0.45;
  const groups = others.map(({ count, law }) => ({ count, p: law.cdf(y) })) as [{ count: number; p: number }];
  const { below, equal } = binomialSumAt(groups, rank);
  for (const text of ['gaussian(1e-12)', 'common-factor(1e-12)']) {
    const { upper, lower } = survivalOf(auction, 'seller', text).at(y, 0.2);
    expect(upper).toBeCloseTo(below + equal, 6);
    expect(lower).toBeCloseTo(below, 6);
  }
});

it('among traders of one law P is a function of one coordinate, and that one is log-concave', () => {
  const auction = market(3, 3, 'uniform(0,1)', 'uniform(0,1)');
  for (const [text, coordinate] of [
    ['clayton(2)', (p: number, u: number) => Math.log((p ** -2 - 1) * u ** 2)],
  ] as const) {
    const conditional = survivalOf(auction, 'seller', text);
    const { mass } = conditional.ofPairs!;
    for (const [y, c] of [[0.5, 0.5], [0.7, 0.4], [0.3, 0.2]] as const) {
      const { upper, lower } = conditional.at(y, c);
      expect(mass(coordinate(y, c))).toBeCloseTo(upper - lower, 9);
    }
    for (let x = -6; x < 0; x += 0.25) expect(mass(x) ** 2).toBeGreaterThanOrEqual(mass(x - 0.25) * mass(x + 0.25) * (1 - 1e-9));
  }
});

it('the bound on the trapezoidal rule of Clayton components holds for every theta and number of others', () => {
  const boundAt = (k: number, b: number, over: number): number => (2 * Math.exp(-k * Math.log(Math.cos(b)))) / Math.expm1(over);
  const least = (bounds: readonly number[]): number => Math.min(...bounds);
  const steps = Array.from({ length: 400 }, (_, i) => 0.01 * (i + 1));
  // Pieces of k as in the doc comment of QUADRATURE_ERROR: from, to.
  const pieces: readonly [number, number][] = [[5.8, 6], [6, 6.5], [6.5, 7], [7, 8], [8, 9], [9, Infinity]];
  const most = [
    least(steps.filter((b) => b < 1.5).map((b) => boundAt(5.8, b, (2 * Math.PI * b) / 0.27))),
    ...pieces.map(([from, to]) => {
      const side = 0.45 * Math.sqrt(2.44 * (to === Infinity ? 1 : to / (to + 1)));
      return least(steps.filter((beta) => beta < 1.5 * Math.sqrt(from))
        .map((beta) => boundAt(from, beta / Math.sqrt(from), (2 * Math.PI * beta) / side)));
    }),
  ];
  expect(Math.max(...most)).toBeLessThan(0.4 * QUADRATURE_ERROR);
  // The step is as short as that everywhere.
  for (const theta of [0.001, 0.2, 0.5, 0.56, 0.7, 1, 2, 10, 100]) {
    for (const n of [1, 2, 3, 4, 6, 11, 64, 8192]) {
      const h = commonComponent({ kind: 'clayton', theta }).step(n);
      expect(h).toBeLessThanOrEqual(0.27);
      expect(h ** 2 * (1 / theta + n + 1)).toBeLessThanOrEqual(0.45 ** 2 * 2.44 * (1 + 1e-12));
    }
  }
});

it('the bound on the trapezoidal rule lies below what is added, whatever depends and however many are counted', () => {
  const counts = [1, 2, 3, 4, 5, 6, 8, 11, 16, 64, 1024, 8192];
  for (const n of counts) {
    for (const rho of [1e-6, 0.01, 0.1, 0.5, 0.9, 0.999]) {
      const h = commonComponent({ kind: 'gaussian-copula', correlations: rho }).step(n);
      expect(2 * Math.exp((-2 * Math.PI ** 2 * (1 - rho)) / (h ** 2 * (1 + n * rho)))).toBeLessThan(1e-16);
    }
    for (const theta of [0.001, 0.03, 0.2, 0.4, 0.5, 0.56, 0.6, 0.7, 1, 2, 10, 100]) {
      const h = commonComponent({ kind: 'clayton', theta }).step(n);
      // The best height b has tan b = 2 pi / (h k).
      const k = 1 / theta + n;
      const b = Math.atan((2 * Math.PI) / (h * k));
      const bound = (2 * Math.cos(b) ** -k) / Math.expm1((2 * Math.PI * b) / h);
      expect(bound, `${theta} ${n}`).toBeLessThan(0.3 * QUADRATURE_ERROR);
    }
  }
});

it('all that may be off is inside the bound, whatever the dependence and the number of others', () => {
  const e = 2e-11;
  const [nodes, atoms, clayton] = [1e-11, 5e-10, 4e-10];
  for (let n = 0; n <= 100; n++) {
    const theta = 0.001 * 10 ** (n / 20);
    const peak = Math.sqrt((1 + 1 / theta) / (2 * Math.PI));
    const laws = e * peak * ((theta >= 1 ? theta / (1 - 2 ** -theta) : 2) + theta);
    expect(nodes + atoms + clayton + laws).toBeLessThan(QUADRATURE_ERROR);
    const rho = 0.9998 * 10 ** (-n / 10);
    const scores = (0.5 * e * (Math.min(0.86 * Math.sqrt(8193), 1 / Math.sqrt(rho)) + Math.sqrt(rho))) / Math.sqrt(1 - rho);
    expect(nodes + atoms + scores).toBeLessThan(QUADRATURE_ERROR);
  }
});

/** A law whose tails are off by a share of them, outwards or inwards. */
const offBy = (text: string, share: number): ReturnType<typeof parseDistribution> => {
  const law = parseDistribution(text);
  const cdf = (x: number): number => {
    const p = law.cdf(x);
    return p <= 0.5 ? p * (1 + share) : 1 - (1 - p) * (1 - share);
  };
  return { ...law, text: `${text} off by ${share}`, cdf, survival: (x) => 1 - cdf(x) };
};

it.each(['gaussian(0.001)', 'gaussian(0.3)', 'gaussian(0.99)', 'clayton(0.01)', 'clayton(2)', 'clayton(40)'])(
  '%s: what laws may be off by does not add up over the others', (text) => {
    const e = 1e-5;
    const rho = text.startsWith('gaussian') ? Number(/[\d.]+/.exec(text)![0]) : undefined;
    const theta = Number(/[\d.]+/.exec(text)![0]);
    const s = 1 + 1 / theta;
    const bound = (N: number): number => (rho === undefined
      ? e * Math.sqrt(s / (2 * Math.PI)) * ((theta >= 1 ? theta / (1 - 2 ** -theta) : 2) + theta)
      : (0.5 * e * (Math.min(0.86 * Math.sqrt(N + 1), 1 / Math.sqrt(rho)) + Math.sqrt(rho))) / Math.sqrt(1 - rho));
    for (const size of [5, 100, 1000]) {
      const law = 'uniform(0,1)';
      const [is, off] = [parseDistribution(law), offBy(law, e)].map((one) =>
        conditionalSurvival(
          traderProblem({ ...market(size, size, law, law), cost: one, value: one }, 'seller'), commonComponent(parseDependence(text)!)));
      let most = 0;
      for (const c of [0.05, 0.4, 0.6, 0.95]) {
        for (let n = 1; n < 20; n++) {
          const [a, b] = [is!.at(n / 20, c), off!.at(n / 20, c)];
          most = Math.max(most, Math.abs(a.upper - b.upper), Math.abs(a.lower - b.lower));
        }
      }
      expect(most).toBeLessThan(bound(2 * size - 1) * 1.001);
      if (text === 'gaussian(0.3)') expect(most).toBeGreaterThan(0.05 * bound(2 * size - 1));
    }
  },
);
