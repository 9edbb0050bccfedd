/** Bilateral trade: how far from incentive compatible efficient trade has to be, by the money that is there to lose. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction } from '../../src/environment/double-auction.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { claim, equals, notApplicable, overPoints, positive, vanishes, type Finding } from '../../src/study/findings.ts';
import { ofDensities } from '../support/densities.ts';

const SOURCE = 'Myerson and Satterthwaite (1983), Corollary 1';
const DERIVED = 'derived in docs/fields.md, section 3';
/** Money permitted to be lost, as shares of the wider support; VCG loses one sixth of it under one uniform law. */
const SHARES = [-0.1, -0.05, 0, 0.05, 0.1, 0.2];

const lawsOf = ({ cost, value }: ParameterValues) => ({
  cost: parseDistribution(String(cost), 'cost'), value: parseDistribution(String(value), 'value'),
});

function widest(values: ParameterValues): number {
  const { cost, value } = lawsOf(values);
  return Math.max(...[cost, value].map(({ support: [low, high] }) => high - low));
}

/** Both types can be at either side of some price. */
function overlap(values: ParameterValues): boolean {
  const { cost, value } = lawsOf(values);
  return value.support[0] < cost.support[1] && cost.support[0] < value.support[1];
}

const deficitOf = ({ point }: Estimate): number => Number(point.deficit);
const least = (rows: readonly Estimate[]): Estimate[] => rows.filter(({ quantity }) => quantity === 'leastEpsilon');

/** Under one uniform law: 1 - (1/2 + 3 d)^(1/3) in units of its width, 0 once VCG is paid for. */
function exactFindings(values: ParameterValues, rows: readonly Estimate[]): Finding[] {
  const { cost, value } = lawsOf(values);
  if (cost.text !== value.text || !cost.text.startsWith('uniform(')) return [notApplicable('one uniform law is needed')];
  return least(rows).map((row) => equals(row, Math.max(0, 1 - Math.cbrt(0.5 + (3 * deficitOf(row)) / widest(values)))));
}

const claims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'impossible',
      text: 'No efficient, individually rational, budget balanced mechanism is incentive compatible where supports overlap',
      source: SOURCE,
    },
    overPoints(
      view,
      (values, rows) =>
        (
          overlap(values) ? least(rows).filter((row) => deficitOf(row) === 0).map(positive) : [notApplicable('the supports do not overlap')]
        ),
    ),
  ),
  claim(
    { id: 'covered', text: 'Where the permitted deficit covers the loss of VCG nothing is left to gain by lying', source: DERIVED },
    overPoints(view, (_, rows) => {
      const loss = rows.find(({ quantity }) => quantity === 'vcgLoss');
      const paid = least(rows).filter((row) => loss !== undefined && deficitOf(row) >= loss.upper);
      return paid.length > 0 ? paid.map((row) => vanishes(row, 0)) : [notApplicable('no deficit shown is certain to cover it')];
    }),
  ),
  claim(
    { id: 'uniform', text: 'Under one uniform law the least ε is 1 - (1/2 + 3 d)^(1/3)', source: DERIVED },
    overPoints(view, exactFindings),
  ),
];

export const myersonSatterthwaiteScenario: Scenario = {
  name: 'myerson-satterthwaite',
  title: 'Bilateral trade: least ε against permitted deficit',
  description:
    'One seller, one buyer. Myerson and Satterthwaite show that efficient trade cannot be incentive compatible, individually rational and '
    + 'balanced. By how much? The least ε-LIC constant of any efficient, individually rational mechanism for a range of permitted '
    + 'deficits, from money collected to the loss of VCG, with certain ends over the continuum of types.',
  source:
    'Roger Myerson and Mark Satterthwaite, Efficient Mechanisms for Bilateral Trading, Journal of Economic Theory 29 (1983), 265-281; '
    + 'JM01 footnote 1.',
  parameters: {
    cost: { kind: 'distribution', description: "law of the seller's cost", default: 'uniform(0,1)' },
    value: { kind: 'distribution', description: "law of the buyer's value", default: 'uniform(0,1)' },
  },
  size: () => 1,
  environment: (values) => ({
    kind: 'field',
    question: 'least-epsilon',
    market: doubleAuction({ sellers: 1, buyers: 1, kappa: 0, ...lawsOf(values) }),
    deficits: SHARES.map((share) => share * widest(values)),
  }),
  primaryAgent: () => 'market',
  claims: ofDensities(['cost', 'value'], claims),
};
