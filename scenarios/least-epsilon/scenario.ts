/** Double auctions, any mechanism: the least ε of efficient, interim individually rational, ex ante budget balanced trade. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction, TRADERS_MAX } from '../../src/environment/double-auction.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { atMost, claim, notApplicable, overPoints, rowsAt, rowsOf, type Finding } from '../../src/study/findings.ts';
import { ofDensities } from '../support/densities.ts';

const DERIVED = 'derived in docs/fields.md, section 3';

const marketOf = ({ sellers, buyers, kappa, cost, value }: ParameterValues) =>
  doubleAuction({
    sellers: Number(sellers),
    buyers: Number(buyers),
    kappa: Number(kappa),
    cost: parseDistribution(String(cost), 'cost'),
    value: parseDistribution(String(value), 'value'),
  });

/** Equal sides and one uniform law: the width of its support, else undefined. */
function uniformWidth(values: ParameterValues): number | undefined {
  const { sellers, buyers, cost, value } = marketOf(values);
  return sellers === buyers && cost.text === value.text && cost.text.startsWith('uniform(') ? cost.support[1] - cost.support[0] : undefined;
}

const size = ({ sellers, buyers }: ParameterValues): number => Math.min(Number(sellers), Number(buyers));

interface Sized {
  readonly row: Estimate;
  readonly M: number;
}

/** The slope between two markets lies between the ends that their intervals allow. */
function slopeFinding(earlier: Sized, later: Sized): Finding {
  const run = Math.log(later.M / earlier.M);
  const low = Math.log(later.row.lower / earlier.row.upper) / run;
  const high = Math.log(later.row.upper / earlier.row.lower) / run;
  const status = low > -1 ? 'pass' : high <= -1 ? 'fail' : 'undecided';
  return { status, evidence: `M ${earlier.M} to ${later.M}: slope in [${low.toFixed(3)}, ${high.toFixed(3)}]` };
}

function claims(view: ClaimView): Claim[] {
  const least = (rows: ClaimView['estimates']) => rows.filter(({ quantity }) => quantity === 'leastEpsilon');
  const belowAuction = overPoints(view, (_, rows): Finding[] =>
    least(rows).flatMap((row) => {
      const constants = ['seller', 'buyer'].flatMap((agent) => rowsOf(rows, 'epsilonLic', 'CEM', agent));
      if (constants.length === 0) return [notApplicable('the auction beside it is not the CEM')];
      return [atMost(row, Math.max(...constants.map(({ lower }) => lower)))];
    }));
  const belowLimit = overPoints(view, (values, rows) =>
    (uniformWidth(values) === undefined
      ? [notApplicable('one uniform law and equal sides are needed')]
      : least(rows).map((row) => atMost(row, 1 / size(values)))));
  const sized = view.points.flatMap((values) => least(rowsAt(view, values)).map((row) => ({ row, M: size(values) })));
  const slopes = sized
    .slice(1)
    .flatMap((later, j): Finding[] => (sized[j]!.M > 1 && later.M > sized[j]!.M ? [slopeFinding(sized[j]!, later)] : []));
  return [
    claim(
      {
        id: 'local-slopes',
        text: 'Local slopes of log ε against log M stay above their limit -1: a fitted exponent is no limit',
        source: DERIVED,
      },
      slopes.length > 0 ? slopes : [notApplicable('two markets of different sizes are needed')],
    ),
    claim(
      {
        id: 'cem-not-optimal',
        text: 'Some efficient, individually rational, budget balanced mechanism has a smaller ε-LIC constant than the CEM',
        source: DERIVED,
      },
      belowAuction,
    ),
    claim(
      {
        id: 'order',
        text: 'Under one uniform law the least ε is at most 1/M, which it approaches: a full order below the 1/√M of the CEM',
        source: DERIVED,
      },
      belowLimit,
    ),
  ];
}

export const leastEpsilonScenario: Scenario = {
  name: 'least-epsilon',
  title: 'Double auctions: the least ε of any efficient mechanism',
  description:
    'Sellers with one good each and buyers who want one. Among all mechanisms that trade efficiently, leave no type below zero in '
    + 'expectation '
    + 'and lose no money in expectation, how small can the ε-LIC constant be? Computed without sampling, with certain ends over the '
    + 'continuum of types, beside the competitive equilibrium mechanism.',
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 5.2; Roger '
    + 'Myerson and '
    + 'Mark Satterthwaite, Efficient Mechanisms for Bilateral Trading, Journal of Economic Theory 29 (1983), 265-281.',
  parameters: {
    sellers: { kind: 'count', description: 'number of sellers m', default: 8, minimum: 1, maximum: TRADERS_MAX },
    buyers: { kind: 'count', description: 'number of buyers n', default: 8, minimum: 1, maximum: TRADERS_MAX },
    kappa: { kind: 'number', description: 'price rule of the auction shown beside the optimum', default: 0, minimum: 0, maximum: 1 },
    cost: { kind: 'distribution', description: "law of a seller's cost", default: 'uniform(0,1)' },
    value: { kind: 'distribution', description: "law of a buyer's value", default: 'uniform(0,1)' },
  },
  shorthands: { traders: { sets: ['sellers', 'buyers'], description: 'traders on each side, M' } },
  rateDefaults: { traders: Array.from({ length: 12 }, (_, i) => 2 ** (i + 1)) },
  size: size,
  environment: (values) => ({ kind: 'field', question: 'least-epsilon', market: marketOf(values) }),
  primaryAgent: () => 'market',
  references: (values) => {
    const width = uniformWidth(values);
    if (width === undefined) return [];
    const M = size(values);
    const least = Math.max(0, 1 - Math.cbrt(0.5 + (3 * Number(values.deficit ?? 0)) / width));
    return [
      { quantity: 'vcgLoss', agent: 'market', reference: { value: (width * M) / 2 / (2 * M + 1), source: DERIVED } },
      ...(M === 1 ? [{ quantity: 'leastEpsilon', agent: 'market', reference: { value: least, source: DERIVED } }] : []),
    ];
  },
  claims: ofDensities(['cost', 'value'], claims),
};
