/** JM01 Theorem 4.1: information that matters to others alone cannot be used, and what that costs. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { Claim } from '../../src/results/document.ts';
import { atMost, claim, notApplicable, overPoints, positive, rowsOf } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { ofDensities } from '../support/densities.ts';
import { checkParameters } from '../support/parameters.ts';

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  size: { kind: 'number', description: "weight of a bidder's information in the other's value", default: 0.2, minimum: 0.001, maximum: 1 },
  value: { kind: 'distribution', description: "law of what a bidder knows of her own value", default: 'uniform(0,1)' },
  information: { kind: 'distribution', description: "law of what she knows of the other's", default: 'uniform(0,1)' },
};

function problemOf(values: ParameterValues) {
  checkParameters(PARAMETERS, values);
  const [law, information] = ['value', 'information'].map((name) => parseDistribution(String(values[name]), name));
  return singleObject({
    laws: [law!, law!],
      interdependence: { kind: 'multi-dimensional', size: Number(values.size), informationLaws: [information!, information!] },
  });
}

const loss = (rows: ClaimView['estimates']) => rowsOf(rows, 'welfareLoss');

const claims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'theorem-4.1',
        text: 'No incentive compatible mechanism is efficient, however small the weight of what only the other cares about',
      source: 'JM01 Theorem 4.1',
    },
    overPoints(view, (_, rows) => loss(rows).map(positive)),
  ),
  claim(
    {
      id: 'second-order', text: 'What is lost is of second order in the weight: at most size²/12 under uniform laws',
      source: 'derived in docs/second-best.md, section 6',
    },
    overPoints(view, ({ size, value, information }, rows) => (value === 'uniform(0,1)' && information === 'uniform(0,1)'
      ? loss(rows).map((row) => atMost(row, Number(size) ** 2 / 12))
      : [notApplicable('uniform laws are needed')])),
  ),
];

export const irrelevantInformationScenario: Scenario = {
  name: 'irrelevant-information',
  title: 'Information that matters to others alone: what cannot be used, and what that costs',
  description:
    "Two bidders, one object. Each knows a part of her own value and a part of the other's, which does not concern her. No mechanism can "
    + 'make her chances depend on the latter. The second best ignores it and loses little: `misreport run modified-vcg` shows a mechanism '
    + 'that does use it, and what is gained by lying there.',
  source:
    'Philippe Jehiel and Benny Moldovanu, Efficient Design with Interdependent Valuations, Econometrica 69 (2001), Theorem 4.1 and '
    + 'Remark 3.',
  parameters: PARAMETERS,
  rateDefaults: { size: [0.8, 0.4, 0.2, 0.1] },
  marketSize: ({ size }) => Number(size),
  sizeName: { symbol: 'size', description: "weight of the other's information" },
  environment: (values) => ({ kind: 'field', question: 'second-best', problem: problemOf(values) }),
  primaryAgent: () => 'market',
  claims: ofDensities(['value', 'information'], claims),
};
