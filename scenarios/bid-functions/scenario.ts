/** Bids that are a multiple of the equilibrium bid, and what they lose: uniform values, first-price, second-price and all-pay auctions. */
import { checkParameters } from '../support/parameters.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { BidFunction } from '../../src/mechanism/auctions/bid-function.ts';
import type { Claim } from '../../src/results/document.ts';
import type { KnownValue } from '../../src/kinds/kind.ts';
import type { Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';

const PARAMETERS = {
  auction: { kind: 'choice', description: 'what bids pay', default: 'first-price', choices: ['first-price', 'second-price', 'all-pay'] },
  bidders: { kind: 'count', description: 'number of bidders n', default: 2, minimum: 2, maximum: 16 },
  multiple: { kind: 'number', description: 'bids over the equilibrium bids', default: 0.8, minimum: 0.1, maximum: 2 },
} as const satisfies Record<string, Parameter>;

/** All-pay bids are curves; so many straight lines stand for one. */
const PIECES = 512;
const CELLS = 16_384;

const asked = (values: ParameterValues): { readonly auction: string; readonly n: number; readonly m: number } => {
  checkParameters(PARAMETERS, values);
  return { auction: String(values.auction), n: Number(values.bidders), m: Number(values.multiple) };
};

/** Equilibria at values uniform on [0, 1]: v (n - 1) / n, v, and v^n (n - 1) / n. */
function strategyOf({ auction, n, m }: ReturnType<typeof asked>): BidFunction {
  const pieces = auction === 'all-pay' ? PIECES : 1;
  const values = Array.from({ length: pieces + 1 }, (_, k) => k / pieces);
  const equilibrium = (v: number): number => (auction === 'second-price' ? v : (auction === 'all-pay' ? v ** n : v) * ((n - 1) / n));
  return { values, bids: values.map((v) => m * equilibrium(v)) };
}

/**
 * First price, m times the equilibrium: against s v with s = m (n - 1) / n the best bid is v (n - 1) / n, or s where that is more, and
 * U(v, b) = (v - b) (b / s)^(n - 1). Up to v = m the loss grows like v^n; from there on it is v - s - (1 - s) v^n, concave.
 */
function firstPriceLoss(n: number, m: number): number {
  const s = (m * (n - 1)) / n;
  const below = Math.min(1, m);
  const inside = below ** n * (1 / n / m ** (n - 1) - (1 - s));
  if (m >= 1) return inside;
  const top = Math.min(1, Math.max(m, (1 / (n * (1 - s))) ** (1 / (n - 1))));
  return Math.max(inside, top - s - (1 - s) * top ** n);
}

function references(values: ParameterValues): KnownValue[] {
  const { auction, n, m } = asked(values);
  const each = (value: number, source: string): KnownValue[] =>
    Array.from({ length: n }, (_, i) => ({ quantity: 'epsilonIc', agent: `bidder ${i + 1}`, reference: { value, source } }));
  if (auction === 'first-price') return each(firstPriceLoss(n, m), 'the best reply to m (n - 1) v / n, by hand');
  return auction === 'second-price' && m === 1 ? each(0, 'truth is dominant (Vickrey 1961)') : [];
}

export const bidFunctionsScenario: Scenario = {
  name: 'bid-functions',
  title: 'Bid functions as data: what shaded bids lose',
  description:
    'Like bidders with values uniform on [0, 1] bid a multiple of what they would bid in equilibrium, as a table of values and bids. What '
    + 'each loses is bounded over the continuum of types and bids without a draw; at the equilibrium nothing is lost, to a few millionths.',
  source:
    'William Vickrey, Counterspeculation, Auctions, and Competitive Sealed Tenders, Journal of Finance 16 (1961); Vijay Krishna, Auction '
    + 'Theory, Academic Press (2010), chapters 2 and 3.',
  parameters: PARAMETERS,
  rateDefaults: { bidders: [2, 3, 4, 6, 8] },
  size: ({ bidders }) => Number(bidders),
  sizeName: { symbol: 'n', description: 'number of bidders' },
  environment: (values) => {
    const question = asked(values);
    const law = parseDistribution('uniform(0,1)');
    const strategy = strategyOf(question);
    return {
      kind: 'certify', cells: CELLS, laws: new Array<typeof law>(question.n).fill(law),
      bids: { name: question.auction, auction: question.auction, strategies: new Array<BidFunction>(question.n).fill(strategy) },
    };
  },
  primaryAgent: () => 'bidder 1',
  references,
  claims: ({ estimates }): Claim[] => {
    const rows = estimates.filter(({ quantity, point }) => quantity === 'epsilonIc' && point.multiple === 1);
    return [{
      id: 'equilibrium', text: 'At the equilibrium no bidder loses more than a thousandth',
      source: 'Krishna (2010), Propositions 2.2 and 3.1',
      status: rows.length === 0
        ? 'not-applicable'
        : rows.every(({ upper }) => upper <= 1e-3) ? 'pass' : rows.some(({ lower }) => lower > 1e-3) ? 'fail' : 'undecided',
      evidence: rows.length === 0 ? 'the multiple is not 1' : `at most ${Math.max(...rows.map(({ upper }) => upper)).toExponential(1)}`,
    }];
  },
};
