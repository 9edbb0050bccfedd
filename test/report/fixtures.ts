/** Result documents with the shape and size of real ones, made from the exact formulas for uniform types (kappa = 0). */
import type { Curve, Estimate, Fit, Point, ResultDocument, Surface, Verdict } from '../../src/results/document.ts';

const BOUND_SOURCE = 'Song22 Theorem 5.2';
const EXACT_SOURCE = 'Song22 Appendix C';

const LOG_FACTORIALS = [0];
for (let n = 1; n <= 200; n++) LOG_FACTORIALS.push(LOG_FACTORIALS[n - 1]! + Math.log(n));
const logFactorial = (n: number): number => LOG_FACTORIALS[n]!;
const binomial = (n: number, k: number, p: number): number =>
  p <= 0 ? Number(k === 0) : p >= 1 ? Number(k === n)
  : Math.exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log(1 - p));

/** Pr(s_(k) >= x) for n uniform draws. */
const survival = (n: number, k: number, x: number): number => Array.from(
  { length: k }, (_, j) => binomial(n, j, x)
).reduce((a, b) => a + b, 0);

/** sup_x Pr(s_(M-1) < x <= s_(M)) */
export const exactLic = (m: number): number => binomial(2 * m - 1, m - 1, (m - 1) / (2 * m - 1));
const songBound = (m: number): number => (2 * m - 1) / (m * Math.sqrt(Math.PI * (m - 1)));

export const balanced = (m: number): Point => ({ sellers: m, buyers: m, kappa: 0, cost: 'uniform(0,1)', value: 'uniform(0,1)' });
const size = (point: Point): number => Math.min(point.sellers as number, point.buyers as number);

const common = { confidence: 0.99, guarantee: 'continuum' } as const;

export function sellerLic(point: Point): Estimate {
  const m = size(point);
  const exact = exactLic(m);
  const estimate = exact * (1 + 0.0017 * Math.sin(3 * m));
  return {
    ...common, quantity: 'epsilonLic', agent: 'seller', point, estimate, lower: estimate * 0.9953, upper: estimate * 1.0061,
    profiles: 2 ** 22,
    witness: { type: 0.4665, report: 0.4668 }, reference: { value: exact, source: EXACT_SOURCE }, bound: {
      value: songBound(m), source: BOUND_SOURCE,
    },
  };
}

function sellerIc(point: Point): Estimate {
  const estimate = 0.118 / size(point) ** 1.02;
  return {
    ...common, quantity: 'epsilonIc', agent: 'seller', point, estimate, lower: estimate * 0.97, upper: estimate * 1.06, profiles: 2 ** 22,
    witness: { type: 0.31, report: 0.47 },
  };
}

const zero = (quantity: string, agent: 'seller' | 'buyer' | 'market', point: Point): Estimate => ({
  ...common, quantity, agent, point, estimate: 0, lower: 0, upper: 0, profiles: 2 ** 20,
});

function marketRows(point: Point): Estimate[] {
  const row = (quantity: string, estimate: number, lower: number, upper: number): Estimate => ({
    ...common, guarantee: 'point', quantity, agent: 'market', point, estimate, lower, upper, profiles: 65536,
  });
  return [
    row('expectedSurplus', 0.24973 * size(point), 0.2491 * size(point), 0.2503 * size(point)),
    row('efficiency', 1, 0.99981, 1),
    row('exPostIrViolation', 0, 0, 0.0000703),
    zero('budgetSurplus', 'market', point),
  ];
}

function agentRows(point: Point): Estimate[] {
  const row = (quantity: string, agent: 'seller' | 'buyer', estimate: number): Estimate => ({
    ...common, quantity, agent, point, estimate, lower: estimate - 0.0031, upper: estimate + 0.0032, profiles: 2 ** 20,
  });
  return [
    row('epsilonBounded', 'seller', 0.2103), zero('monotonicityViolation', 'seller', point),
    row('exAnteUtility', 'seller', 0.10312), row('tradeProbability', 'seller', 0.4998),
    zero('epsilonLic', 'buyer', point), zero('epsilonIc', 'buyer', point), zero('epsilonBounded', 'buyer', point),
    zero('monotonicityViolation', 'buyer', point), row('exAnteUtility', 'buyer', 0.0813), row('tradeProbability', 'buyer', 0.5003),
  ];
}

const GRID = Array.from({ length: 41 }, (_, i) => i / 40);
const STEPS = 60;

/** Integral of f from a to b by the midpoint rule. */
function integral(f: (x: number) => number, a: number, b: number): number {
  const h = (b - a) / STEPS;
  return Array.from({ length: STEPS }, (_, i) => f(a + (i + 0.5) * h)).reduce((sum, value) => sum + value, 0) * h;
}

export function sellerCurves(point: Point): Curve[] {
  const m = size(point);
  const utility = GRID.map((c) => integral((y) => survival(2 * m - 1, m - 1, y), c, 1));
  const trade = GRID.map((c) => survival(2 * m - 1, m, c));
  const curve = (quantity: Curve['quantity'], estimate: number[], half: (i: number) => number): Curve => ({
    ...common, quantity, agent: 'seller', point, profiles: 2 ** 20, types: GRID, estimate,
    lower: estimate.map((value, i) => Math.max(0, value - half(i))), upper: estimate.map((value, i) => value + half(i)),
  });
  return [curve('interimUtility', utility, (i) => 0.02 * (1 - GRID[i]!)), curve('tradeProbability', trade, () => 0.02)];
}

export function buyerCurves(point: Point): Curve[] {
  return sellerCurves(point).map((curve) => ({
    ...curve, agent: 'buyer', estimate: [...curve.estimate].reverse(), lower: [...curve.lower].reverse(), upper: [...curve.upper].reverse(),
  }));
}

/** The seller's true gain at kappa = 0: (x - c) S_U(x) - int_c^x S_L. */
export function sellerSurface(point: Point): Surface {
  const m = size(point);
  const cumulative = GRID.map((x) => integral((y) => survival(2 * m - 1, m - 1, y), 0, x));
  const estimate = GRID.map(
    (c, i) => GRID.map((x, k) => (i === k ? 0 : (x - c) * survival(2 * m - 1, m, x) - cumulative[k]! + cumulative[i]!))
  );
  return {
    ...common, quantity: 'gain', agent: 'seller', point, profiles: 2 ** 20, types: GRID, reports: GRID, estimate,
    lower: estimate.map((row) => row.map((value) => value - 0.01)), upper: estimate.map((row) => row.map((value) => value + 0.01)),
    witness: { type: 0.2, report: 0.4 },
  };
}

/** A buyer at kappa = 0 never gains: -(loss) that grows with the square of the lie. */
export function buyerSurface(point: Point): Surface {
  const surface = sellerSurface(point);
  const estimate = GRID.map((v) => GRID.map((x) => 0 - 0.5 * (x - v) ** 2));
  const { witness: _witness, ...rest } = surface;
  return { ...rest, agent: 'buyer', estimate, lower: estimate, upper: estimate };
}

const verdict = (agent: Verdict['agent'], point: Point, text: string, holds = true): Verdict => ({ agent, point, text, holds });

const DOCUMENT: Omit<ResultDocument, 'command' | 'estimates'> = {
  schema: 'misreport.result/1', scenario: 'double-auction', title: 'Double auction: competitive equilibrium mechanism',
  source: 'Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 5.2',
  seed: 'misreport', configHash: '3f2a9c0d41b7e6582a10ffee00112233445566778899aabbccddeeff00112233',
  configuration: { scenario: 'double-auction', precision: 0.01, confidence: 0.99, sampler: 'auto' }, version: '0.1.0',
  device: { name: 'cpu', workers: 2 }, samplers: [], complete: true, notes: [], seconds: 12.34, curves: [], surfaces: [], fits: [],
  verdicts: [], claims: [],
};

export const MARKETS = [2, 4, 8, 16, 32, 64];

const fit = (quantity: string, coefficient: number, exponent: number, rest: Partial<Fit> = {}): Fit => ({
  quantity, agent: 'seller', point: {}, model: 'c*M^b', exponent, exponentLower: exponent - 0.0046, exponentUpper: exponent + 0.0044,
  coefficient,
  coefficientLower: coefficient * 0.98, coefficientUpper: coefficient * 1.02, confidence: 0.99, markets: MARKETS, ...rest,
});

/** `misreport rate double-auction --traders 2,4,...,64`: the buyers' constants are exactly 0. */
export function rateDocument(): ResultDocument {
  const points = MARKETS.map(balanced);
  return {
    ...DOCUMENT, command: 'rate',
    estimates: points.flatMap((point) => [
      sellerLic(point), sellerIc(point), zero('epsilonLic', 'buyer', point), zero('epsilonIc', 'buyer', point), ...marketRows(point)
    ]),
    fits: [fit('epsilonLic', 0.5921, -0.5147, { referenceExponent: -0.5142 }), fit('epsilonIc', 0.118, -1.02)],
    samplers: points.flatMap((point) => (['seller', 'buyer'] as const).map((agent) => ({
      agent, point, sampler: 'order-statistics', reason: 'all others share one distribution',
    }))),
    verdicts: points.map((point) => verdict(
      'seller', point, `ε-locally implementable by the CEM with ε = ${sellerLic(point).upper.toPrecision(4)}`
    )),
    notes: ['buyers: the ε-LIC constant is exactly 0 at κ = 0, so it has no rate'],
  };
}

/** `misreport run double-auction --traders 4` with every quantity, curve and surface. */
export function runDocument(point: Point = balanced(4)): ResultDocument {
  return {
    ...DOCUMENT, command: 'run', seconds: 1.21,
    estimates: [sellerLic(point), sellerIc(point), ...agentRows(point), ...marketRows(point)],
    curves: [...sellerCurves(point), ...buyerCurves(point)],
    surfaces: [sellerSurface(point), buyerSurface(point)],
    samplers: [{ agent: 'seller', point, sampler: 'order-statistics', reason: 'all others share one distribution' }],
    verdicts: [
      verdict('seller', point, 'ε-locally implementable by the CEM with ε = 0.3047 (Song22 Definition 5)'),
      verdict('buyer', point, 'dominant-strategy incentive compatible'),
      verdict('market', point, 'incentive compatible for every agent', false),
    ],
  };
}

/** Unequal sides and different distributions: no formula, hence no reference and no bound. */
export function unequalDocument(): ResultDocument {
  const point: Point = { sellers: 3, buyers: 7, kappa: 0.5, cost: 'beta(2,3)', value: 'piecewise("0:0,1:0.7",1)' };
  const { reference: _reference, bound: _bound, ...lic } = sellerLic(point);
  const document = runDocument(point);
  return {
    ...document,
    estimates: [lic, { ...lic, agent: 'buyer', estimate: 0.0873, lower: 0.0861, upper: 0.0884 }, ...document.estimates.slice(1, 6)],
    verdicts: [],
  };
}

/** Both sides gain: two curves in each rate figure. */
export function twoSidedDocument(): ResultDocument {
  const points = MARKETS.map((m) => ({ ...balanced(m), kappa: 0.5 }));
  const both = points.flatMap((point) => {
    const lic = sellerLic(point);
    const half = {
      ...lic, estimate: lic.estimate / 2, lower: lic.lower / 2.03, upper: lic.upper / 1.97,
      reference: { value: exactLic(size(point)) / 2, source: EXACT_SOURCE },
    };
    const { bound: _bound, ...rest } = half;
    return [half, {
      ...rest, agent: 'buyer', estimate: half.estimate * 0.86, lower: half.lower * 0.86, upper: half.upper * 0.86,
      reference: { value: half.reference.value * 0.86, source: EXACT_SOURCE },
    } as const];
  });
  return {
    ...rateDocument(), estimates: both, verdicts: [], notes: [],
    fits: [fit('epsilonLic', 0.296, -0.5147), fit('epsilonLic', 0.2546, -0.5147, { agent: 'buyer' })],
  };
}

/** Interrupted: two of the markets done, a lower bound still at 0. */
export function incompleteDocument(): ResultDocument {
  const document = rateDocument();
  const estimates = document.estimates.filter(({ point }) => size(point) <= 8).map(
    (row) => (size(row.point) === 8 && row.estimate > 0 ? { ...row, lower: 0 } : row)
  );
  return { ...document, complete: false, notes: ['stopped by the user after 3 of 6 points'], estimates, fits: [], verdicts: [] };
}

export const DOCUMENTS: Readonly<Record<string, () => ResultDocument>> = {
  rate: rateDocument, run: () => runDocument(), unequal: unequalDocument, 'two-sided': twoSidedDocument, incomplete: incompleteDocument,
};
