/** Result documents of social choice problems, from closed forms: single-object auctions with uniform values, and shapes beyond them. */
import type { Claim, Curve, Estimate, Fit, Point, ResultDocument, Surface } from '../../src/results/document.ts';

const common = { confidence: 0.99, profiles: 2 ** 20 } as const;

const GRID = Array.from({ length: 33 }, (_, i) => i / 32);

/** Interim utility of type s who reports t among n uniform bidders, the others truthful. */
const PAYOFFS: Readonly<Record<string, (n: number, t: number, s: number) => number>> = {
  'first price': (n, t, s) => t ** (n - 1) * (s - t),
  'second price': (n, t, s) => s * t ** (n - 1) - ((n - 1) / n) * t ** n,
};

/** sup over pairs of gain, and of gain over distance, by brute force over a grid. */
function constants(mechanism: string, n: number): { ic: number; lic: number; witness: { type: number; report: number } } {
  const u = PAYOFFS[mechanism]!;
  const result = { ic: 0, lic: 0, witness: { type: 0.5, report: 0.25 } };
  for (const s of GRID) {
    for (const t of GRID) {
      const gain = t === s ? 0 : u(n, t, s) - u(n, s, s);
      result.ic = Math.max(result.ic, gain);
      if (gain / Math.abs(t - s) > result.lic) Object.assign(result, { lic: gain / Math.abs(t - s), witness: { type: s, report: t } });
    }
  }
  return result;
}

function row(quantity: string, agent: string, point: Point, estimate: number, half: number, rest: Partial<Estimate> = {}): Estimate {
  return { ...common, guarantee: 'grid', quantity, agent, point, estimate, lower: estimate - half, upper: estimate + half, ...rest };
}

const exactly0 = (quantity: string, agent: string, point: Point): Estimate => row(quantity, agent, point, 0, 0);

/** Rows of one mechanism at one number of bidders; the second price has no gain at all. */
function auctionRows(mechanism: string, bidders: number): Estimate[] {
  const point: Point = { bidders, value: 'uniform(0,1)', mechanism };
  const { ic, lic, witness } = constants(mechanism, bidders);
  const revenue = mechanism === 'first price' ? bidders / (bidders + 1) : (bidders - 1) / (bidders + 1);
  const incentives = mechanism === 'second price'
    ? [exactly0('epsilonLic', 'bidder 1', point), exactly0('epsilonIc', 'bidder 1', point)]
    : [
      row('epsilonLic', 'bidder 1', point, lic, 0.0041, { witness }),
      row('epsilonIc', 'bidder 1', point, ic, 0.0023, { guarantee: 'continuum', witness: { type: 1, report: 1 - 1 / bidders } }),
    ];
  return [
    ...incentives,
    row('interimIr', 'bidder 1', point, 0, 0),
    row(
      'exPostGainProbability', 'bidder 1', point, mechanism === 'first price' ? 1 / bidders : 0, mechanism === 'first price' ? 0.0021 : 0,
      { guarantee: 'point' }
    ),
    row(
      'revenue', 'market', point, revenue, 0.0017,
      { guarantee: 'point', reference: { value: revenue, source: 'Krishna, Auction Theory (2010), chapter 2' } }
    ),
    row('welfareShare', 'market', point, 1, 0, { guarantee: 'point' }),
  ];
}

function auctionCurves(mechanism: string, bidders: number): Curve[] {
  const point: Point = { bidders, value: 'uniform(0,1)', mechanism };
  const curve = (quantity: string, estimate: number[], rest: Point = {}): Curve => ({
    ...common, guarantee: 'continuum', quantity, agent: 'bidder 1', point: { ...point, ...rest }, types: GRID, estimate,
    lower: estimate.map(
      (value) => value - 0.01 * (quantity === 'interimUtility' ? 1 : value)
    ), upper: estimate.map((value) => value + 0.01 * (quantity === 'interimUtility' ? 1 : value)),
  });
  const win = GRID.map((s) => s ** (bidders - 1));
  return [
    curve('interimUtility', GRID.map((s) => PAYOFFS[mechanism]!(bidders, s, s))),
    curve('choiceProbability', win, { alternative: 'bidder 1' }),
    curve('choiceProbability', win.map((p) => (1 - p) / 2), { alternative: 'bidder 2' }),
  ];
}

function auctionSurface(mechanism: string, bidders: number): Surface {
  const u = PAYOFFS[mechanism]!;
  const estimate = GRID.map((s) => GRID.map((t) => (t === s ? 0 : u(bidders, t, s) - u(bidders, s, s))));
  return {
    ...common, guarantee: 'grid', quantity: 'gain', agent: 'bidder 1', point: {
      bidders, value: 'uniform(0,1)', mechanism,
    }, types: GRID, reports: GRID, estimate,
    lower: estimate.map((line) => line.map((value) => value - 0.002)), upper: estimate.map((line) => line.map((value) => value + 0.002)),
  };
}

export const CLAIMS: readonly Claim[] = [
  {
    id: 'example-1', text: 'The second-price auction is dominant-strategy incentive compatible: no report gains against any others.',
    source: 'Song22 Example 1', status: 'pass', evidence: 'largest gain of any profile 0, over 1,048,576 profiles',
  },
  {
    id: 'example-2', text: 'The first-price auction, bids taken for values, is incentive compatible.',
    source: 'made up, so that "it fails"', status: 'fail', evidence: 'bidder 1 of type 1 gains at least 0.1458 > 0',
  },
  {
    id: 'example-3', text: 'Revenues are equal.', source: 'Krishna 2010, Proposition 2.2', status: 'undecided',
    evidence: 'intervals overlap',
  },
  {
    id: 'theorem-6.2', text: 'The modified VCG mechanism is ε-LIC.', source: 'Song22 Theorem 6.2', status: 'not-applicable',
    evidence: 'values are private',
  },
];

const DOCUMENT: Omit<ResultDocument, 'command' | 'estimates'> = {
  schema: 'misreport.result/1', scenario: 'single-object', title: 'Single object: first-price and second-price auctions',
  source: 'Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 3',
  seed: 'misreport', configHash: '3f2a9c0d41b7e6582a10ffee00112233445566778899aabbccddeeff00112233', configuration: {
    scenario: 'single-object', profiles: 2 ** 20,
  },
  version: '0.1.0', device: { name: 'cpu', workers: 2 }, complete: true, notes: [], seconds: 0.81, curves: [], surfaces: [], fits: [],
  verdicts: [], claims: [],
  samplers: [],
};

const MECHANISMS = ['first price', 'second price'];

/** `misreport run single-object`: two mechanisms at one point. */
export function auctionDocument(): ResultDocument {
  const point = { bidders: 3, value: 'uniform(0,1)' };
  return {
    ...DOCUMENT, command: 'run',
    estimates: MECHANISMS.flatMap((mechanism) => auctionRows(mechanism, 3)),
    curves: MECHANISMS.flatMap((mechanism) => auctionCurves(mechanism, 3)),
    surfaces: MECHANISMS.map((mechanism) => auctionSurface(mechanism, 3)),
    samplers: MECHANISMS.map((mechanism) => ({
      agent: 'bidder 1', point: { ...point, mechanism }, sampler: 'fused', reason: 'linear values',
    })),
    verdicts: MECHANISMS.map((mechanism) => ({
      agent: 'bidder 1', point: { ...point, mechanism }, text: 'incentive compatible', holds: mechanism === 'second price',
    })),
    claims: CLAIMS,
  };
}

export const BIDDERS = [2, 3, 5, 10];

/** `misreport run single-object --bidders 2,3,5,10` */
export function auctionSweepDocument(): ResultDocument {
  return { ...DOCUMENT, command: 'run', estimates: BIDDERS.flatMap((n) => MECHANISMS.flatMap((mechanism) => auctionRows(mechanism, n))) };
}

export const GAMMAS = [0.001, 0.01, 0.03, 0.1, 0.3];

/** `misreport rate modified-vcg`: sizes of the scenario's own, an exponent above 0, and a mechanism without a rate. */
export function sizeDocument(): ResultDocument {
  const points = GAMMAS.map((gamma) => ({ agents: 2, gamma }));
  const modified = (gamma: number): number => 0.8 * gamma ** 0.97;
  const of = (point: Point, mechanism: string): Point => ({ ...point, mechanism });
  const fit: Fit = {
    quantity: 'epsilonLic', agent: 'agent 1', point: {
      agents: 2, mechanism: 'modified VCG',
    }, model: 'c*M^b', exponent: 0.97, exponentLower: 0.9512, exponentUpper: 0.9903,
    coefficient: 0.8, coefficientLower: 0.76, coefficientUpper: 0.84, confidence: 0.99, markets: GAMMAS,
  };
  return {
    ...DOCUMENT, scenario: 'modified-vcg', title: 'Modified VCG with small informational size', command: 'rate', fits: [fit],
    size: { symbol: 'γ', description: 'informational size', values: points.map((point) => ({ point, size: point.gamma })) },
    estimates: points.flatMap((point) => [
      row(
        'epsilonLic', 'agent 1', of(point, 'modified VCG'), modified(point.gamma), 0.02 * modified(point.gamma),
        { witness: { type: [0.5, 1], report: [0.25, 1] } }
      ),
      row('weakEpsilonLic', 'agent 1', of(point, 'modified VCG'), 0.5 * modified(point.gamma), 0.01 * modified(point.gamma)),
      row('irrelevantGain', 'agent 1', of(point, 'modified VCG'), 0, 0),
      row('weakEpsilonLic', 'agent 1', of(point, 'generalised VCG'), 0.4 * point.gamma, 0.02 * point.gamma),
      row('irrelevantGain', 'agent 1', of(point, 'generalised VCG'), 0.1 * point.gamma ** 2, 0.004 * point.gamma ** 2),
      row('irrelevantGain', 'agent 2', of(point, 'generalised VCG'), 0.2 * point.gamma ** 2, 0.004 * point.gamma ** 2),
    ]),
  };
}

/** The same as a plain sweep that starts at zero and spans decades. */
export function decadesDocument(): ResultDocument {
  const { size: _size, ...document } = sizeDocument();
  const zero = [{ agents: 2, gamma: 0 }].map((point) => exactly0('irrelevantGain', 'agent 1', { ...point, mechanism: 'generalised VCG' }));
  return { ...document, command: 'run', fits: [], estimates: [...zero, ...document.estimates] };
}

export const ALTERNATIVES = ['neither', 'A to 1', 'A to 2', 'both to 1'];

/** Signals of two dimensions: vector witnesses and a surface over a list; `count` listed signals. */
export function vectorDocument(count = 60): ResultDocument {
  const point: Point = { objects: 2, mechanism: 'VCG' };
  const listed = Array.from({ length: count }, (_, i) => [Number(((i * 0.37) % 1).toFixed(3)), Number(((i * 0.61) % 1).toFixed(3))]);
  const estimate = listed.map(([a, b]) => listed.map(([c, d]) => 0.2 * (d! - b!) - (c! - a!) ** 2 - (d! - b!) ** 2));
  const flat = estimate.flatMap((line, i) => line.map((gain, j) => ({ gain, i, j })));
  const best = flat.reduce((a, b) => (b.gain > a.gain ? b : a));
  const chances = [0.05, 0.3, 0.4, 0.25];
  return {
    ...DOCUMENT, scenario: 'multi-object', title: 'Two objects', command: 'run',
    estimates: [
      row('epsilonLic', 'bidder 1', point, 0.2, 0.004, { witness: { type: listed[best.i]!, report: listed[best.j]! } }),
      ...ALTERNATIVES.map((alternative, k) => row(
        'choiceProbability', 'market', { ...point, alternative }, chances[k]!, 0.002, { guarantee: 'point' }
      )),
    ],
    surfaces: [{
      ...common, guarantee: 'grid', quantity: 'gain', agent: 'bidder 1', point, types: listed, reports: listed, estimate,
      lower: estimate.map((line) => line.map((value) => value - 0.001)), upper: estimate.map((line) => line.map((value) => value + 0.001)),
      witness: { type: listed[best.i]!, report: listed[best.j]! },
    }],
  };
}

export const SOCIAL_DOCUMENTS: Readonly<Record<string, () => ResultDocument>> = {
  auction: auctionDocument, 'auction-sweep': auctionSweepDocument, size: sizeDocument, decades: decadesDocument,
  vectors: () => vectorDocument(12),
};
