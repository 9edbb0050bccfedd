/** Trade of an object whose quality only the seller knows: the second best with participation and a budget. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { Claim } from '../../src/results/document.ts';
import { claim, equals, neededRows, notApplicable, overPoints, positive, rowsOf } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { ofDensities } from '../support/densities.ts';
import { checkParameters } from '../support/parameters.ts';

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  gain: { kind: 'number', description: 'what a unit of quality is worth to the buyer; one to the seller', default: 1.5, minimum: 0,
    maximum: 10 },
  taste: { kind: 'number', description: "weight of the buyer's own signal in her value", default: 0, minimum: 0, maximum: 10 },
  quality: { kind: 'distribution', description: 'law of the quality, which only the seller sees', default: 'uniform(0,1)' },
};

/** Trade is worth -s to the seller and gain s + taste t to the buyer. */
function problemOf(values: ParameterValues): SocialChoiceProblem {
  checkParameters(PARAMETERS, values);
  const [gain, taste] = [Number(values.gain), Number(values.taste)];
  const law = parseDistribution(String(values.quality), 'quality');
  const own = taste > 0 ? [{ owner: 1, name: 'taste', law: parseDistribution('uniform(0,1)', 'taste') }] : [];
  const nothing = new Array<number>(1 + own.length).fill(0);
  return {
    kind: 'social-choice', agents: ['seller', 'buyer'], alternatives: ['no trade', 'trade'],
    signals: [{ owner: 0, name: 'quality', law }, ...own],
    valuations: {
      kind: 'linear', constants: [[0, 0], [0, 0]],
      coefficients: [[nothing, [-1, 0].slice(0, nothing.length)], [nothing, [gain, taste].slice(0, nothing.length)]],
    },
  };
}

/** Money that somebody else puts in, where the command asks. */
const deficitOf = ({ deficit = 0 }: ParameterValues): number => Number(deficit);

/** Nobody but the seller sees anything, the worst quality is worth nothing, and no ε is permitted. */
const isPlain = ({ taste, quality, 'permitted-epsilon': epsilon = 0 }: ParameterValues): boolean =>
  Number(taste) === 0 && String(quality) === 'uniform(0,1)' && Number(epsilon) === 0;
const welfare = (rows: ClaimView['estimates']) => rowsOf(rows, 'secondBestWelfare');

const claims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'no-trade',
        text: 'Between one and twice what it is worth to the seller, quality is not traded at all, though all of it should be',
      source: 'Akerlof (1970); derived in docs/second-best.md, section 6',
    },
    overPoints(view, (values, rows) => (isPlain(values) && Number(values.gain) > 1 && Number(values.gain) < 2 && deficitOf(values) === 0
      ? [
        ...neededRows(rows, 'secondBestWelfare', undefined, undefined, (row) => equals(row, 0, { width: 1e-3 })),
        ...neededRows(rows, 'welfareLoss', undefined, undefined, positive),
      ]
      : [notApplicable('a gain between 1 and 2, a uniform quality, no taste, no deficit and no permitted epsilon are needed')])),
  ),
  claim(
    {
      id: 'subsidy', text: 'A unit of permitted deficit buys (gain - 1)/(2 - gain) of welfare, until all is traded',
      source: 'derived in docs/second-best.md, section 6',
    },
    overPoints(view, (values, rows) => {
      const [gain, subsidy] = [Number(values.gain), deficitOf(values)];
      if (!isPlain(values) || !(gain > 1 && gain < 2) || subsidy <= 0) {
        return [notApplicable('a gain between 1 and 2 and a permitted deficit are needed')];
      }
      const exact = (gain - 1) * Math.min(0.5, subsidy / (2 - gain));
      return welfare(rows).map((row) => equals(row, exact, { width: 1e-3 }));
    }),
  ),
];

export const lemonsScenario: Scenario = {
  name: 'lemons',
  title: 'Lemons: interdependent bilateral trade, voluntary and balanced',
  description:
    'The seller knows the quality of an object, which is worth more to the buyer. No mechanism in which both may stay away and no money is '
    + 'put in trades at all where the buyer values quality less than twice as much. What does a subsidy buy (`--deficit`), and '
    + 'what does a taste of her own?',
  source:
    'George Akerlof, The Market for Lemons, Quarterly Journal of Economics 84 (1970); William Samuelson, Bargaining under Asymmetric '
    + 'Information, Econometrica 52 (1984).',
  parameters: PARAMETERS,
  size: () => 1,
  environment: (values) => ({
    kind: 'field', question: 'second-best', problem: problemOf(values), individuallyRational: 'interim', budget: 'ex-ante',
  }),
  primaryAgent: () => 'market',
  claims: ofDensities(['quality'], claims),
};
