/** JM01 Remark 3 and section 6: the best mechanism where the first best is out of reach. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { numbered } from '../../src/environment/checks.ts';
import type { Claim } from '../../src/results/document.ts';
import { atMost, claim, notApplicable, overPoints, positive, rowsOf, vanishes } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { checkParameters } from '../support/parameters.ts';

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  tilt: {
    kind: 'number',
      description: "what an informed agent's signals are worth to the other: tilt in the first alternative, -tilt in the last",
    default: 0.5, minimum: -1, maximum: 1,
  },
  alternatives: { kind: 'count', description: 'alternatives', default: 2, minimum: 2, maximum: 4 },
  informed: { kind: 'count', description: 'agents who see signals, one for each alternative', default: 2, minimum: 1, maximum: 2 },
  signal: { kind: 'distribution', description: 'law of every signal', default: 'uniform(0,1)' },
};

/** v_k^i = s_k^i + tilt_k s_k^j. */
function problemOf(values: ParameterValues): SocialChoiceProblem {
  checkParameters(PARAMETERS, values);
  const [alternatives, informed, tilt] = [Number(values.alternatives), Number(values.informed), Number(values.tilt)];
  const law = parseDistribution(String(values.signal), 'signal');
  const signals = Array.from({ length: informed * alternatives }, (_, d) => ({ owner: Math.floor(d / alternatives), k: d % alternatives }));
  const worth = (k: number): number => tilt * (1 - (2 * k) / (alternatives - 1));
  return {
    kind: 'social-choice', agents: ['agent 1', 'agent 2'], alternatives: numbered('alternative', alternatives),
    signals: signals.map(({ owner, k }) => ({ owner, name: `s${owner + 1}[${k + 1}]`, law })),
    valuations: {
      kind: 'linear', constants: [0, 1].map(() => new Array<number>(alternatives).fill(0)),
      coefficients: [0, 1].map((i) => Array.from({ length: alternatives }, (_, k) =>
        signals.map((signal) => (signal.k === k ? (signal.owner === i ? 1 : worth(k)) : 0)))),
    },
  };
}

const loss = (rows: ClaimView['estimates']) => rowsOf(rows, 'welfareLoss');

const claims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'theorem-4.3', text: 'Where private and social rates differ, the first best is out of reach: welfare is lost for certain',
      source: 'JM01 Theorem 4.3',
    },
    overPoints(view, ({ tilt }, rows) => (Number(tilt) === 0 ? [notApplicable('rates agree')] : loss(rows).map(positive))),
  ),
  claim(
    { id: 'congruent', text: 'Where they agree nothing is lost', source: 'JM01 (4.8)' },
    overPoints(view, ({ tilt }, rows) =>
      (Number(tilt) === 0 ? loss(rows).map((row) => vanishes(row, 0)) : [notApplicable('rates differ')])),
  ),
  claim(
    {
      id: 'second-order',
        text: 'With two alternatives and two informed agents the loss is of second order: at most its leading term, 2 tilt²/15',
      source: 'derived in docs/second-best.md, section 6',
    },
    overPoints(view, ({ tilt, alternatives, informed, signal }, rows) =>
      (Number(tilt) !== 0 && Number(alternatives) === 2 && Number(informed) === 2 && signal === 'uniform(0,1)'
        ? loss(rows).map((row) => atMost(row, (2 / 15) * Number(tilt) ** 2))
        : [notApplicable('two alternatives, two informed agents and one uniform law are needed')])),
  ),
];

export const secondBestScenario: Scenario = {
  name: 'second-best',
  title: 'Second best: what incentives cost where rates of substitution differ',
  description:
    'Two agents; each who is informed sees a signal for each alternative, worth one to her and a little more or less to the other. Jehiel '
    + 'and Moldovanu show that the efficient rule cannot be implemented and leave open what the best mechanism is. With two it is '
    + 'found exactly, by one number an agent; with more it is bracketed on the continuum.',
  source:
    'Philippe Jehiel and Benny Moldovanu, Efficient Design with Interdependent Valuations, Econometrica 69 (2001), Remark 3 and section 6; '
    + 'Roger Myerson, Optimal Auction Design, Mathematics of Operations Research 6 (1981).',
  parameters: PARAMETERS,
  rateDefaults: { tilt: [0.2, 0.1, 0.05, 0.025] },
  // A size is positive; nothing is fitted where nothing is lost.
  marketSize: ({ tilt }) => Math.max(1e-9, Math.abs(Number(tilt))),
  sizeName: { symbol: 'tilt', description: 'what signals are worth to the other' },
  environment: (values) => ({ kind: 'field', question: 'second-best', problem: problemOf(values) }),
  primaryAgent: () => 'market',
  claims,
};
