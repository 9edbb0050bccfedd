/** JM01 Example 4.2: a private part and a common part of what an object is worth; and how nearly possible its extension is. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { Claim } from '../../src/results/document.ts';
import { atMost, claim, overPoints, positive } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { ofDensities } from '../support/densities.ts';
import { checkParameters } from '../support/parameters.ts';

const AGENTS = ['bidder 1', 'bidder 2'];

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  own: { kind: 'number', description: 'weight a of the own common part', default: 1, minimum: 0.01, maximum: 10 },
  other: {
    kind: 'number', description: "weight b of the other's common part; b = a in the example as printed", default: 0.5, minimum: 0.001,
    maximum: 10,
  },
  signal: { kind: 'distribution', description: 'law of every signal', default: 'uniform(0,1)' },
};

/** v_A^1 = s_1^1 + a s_2^1 + b s_2^2, v_B^2 = s_1^2 + a s_2^2 + b s_2^1; the object goes to bidder 1 (A) or 2 (B). */
function problemOf(values: ParameterValues): SocialChoiceProblem {
  checkParameters(PARAMETERS, values);
  const [a, b] = [Number(values.own), Number(values.other)];
  const law = parseDistribution(String(values.signal), 'signal');
  const nothing = [0, 0, 0, 0];
  return {
    kind: 'social-choice', agents: AGENTS, alternatives: ['A', 'B'],
    signals: [0, 1].flatMap((owner) => ['private', 'common'].map((part) => ({ owner, name: `${part} ${owner + 1}`, law }))),
    valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[1, a, 0, b], nothing], [nothing, [0, b, 1, a]]] },
  };
}

const claims = (view: ClaimView): Claim[] => {
  const least = (rows: ClaimView['estimates']) => rows.filter(({ quantity }) => quantity === 'leastEpsilon');
  return [
    claim(
      {
        id: 'impossible',
        text: "No transfers make the efficient rule incentive compatible, however small the weight of the other's information",
        source: 'JM01 Example 4.2',
      },
      overPoints(view, (_, rows) => least(rows).map(positive)),
    ),
    claim(
      {
        id: 'nearly-possible', text: 'Some transfers leave no more than b/2 per unit of lie: the impossibility vanishes with b',
        source: 'derived in docs/fields.md, section 5',
      },
      overPoints(view, ({ other }, rows) => least(rows).map((row) => atMost(row, Number(other) / 2 + 1e-12))),
    ),
  ];
};

export const commonComponentScenario: Scenario = {
  name: 'common-component',
  title: 'A common part of the value: impossible, but how nearly?',
  description:
    'Two bidders, one object. Each sees a private part and a common part of her value, which counts a for her and b for the other. '
    + 'Jehiel and '
    + 'Moldovanu: no efficient mechanism is incentive compatible, however small b is. The least ε that transfers reach says how much '
    + 'that means: '
    + 'it is at most b/2, by transfers that treat all welfare as her own.',
  source:
    'Philippe Jehiel and Benny Moldovanu, Efficient Design with Interdependent Valuations, Econometrica 69 (2001), Example 4.2; Maskin '
    + '(1992).',
  parameters: PARAMETERS,
  rateDefaults: { other: [0.8, 0.4, 0.2, 0.1, 0.05] },
  marketSize: ({ other }) => Number(other),
  sizeName: { symbol: 'b', description: "weight of the other's common part" },
  environment: (values) => ({ kind: 'field', question: 'field', problem: problemOf(values), agent: AGENTS[0]! }),
  primaryAgent: () => AGENTS[0]!,
  claims: ofDensities(['signal'], claims),
};
