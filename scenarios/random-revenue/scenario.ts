/** What a seller collects from two bidders at a random prior: with fixed transfers, with ambiguous ones, and ex post. */
import type { Estimate } from '../../src/results/document.ts';
import { claim, rowsAt, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { conditionClaim } from '../support/finite.ts';
import { checkParameters } from '../support/parameters.ts';

const PARAMETERS = {
  prior: { kind: 'count', description: 'which of the random priors', default: 1, minimum: 1, maximum: 1_000_000 },
  spread: { kind: 'count', description: 'weights of the prior are whole numbers from 1 to this', default: 20, minimum: 1, maximum: 1000 },
} as const;

const VALUES = { ann: [1, 2], ben: [1, 2, 3] } as const;
/** Steele, Lea and Flood's SplitMix, in 32 bits: a weight is a function of the prior's number and its place alone. */
const GAMMA = 0x9e3779b9;

function mixed(state: number): number {
  const one = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  const two = Math.imul(one ^ (one >>> 15), 0x735a2d97);
  return (two ^ (two >>> 15)) >>> 0;
}

/** Weights of a prior, rows Ann's values and columns Ben's: whole numbers from 1 to `spread`. */
export function weightsOf({ prior, spread }: ParameterValues): readonly (readonly number[])[] {
  const start = mixed(Math.imul(Number(prior), GAMMA));
  return VALUES.ann.map((_, i) => VALUES.ben.map((__, j) =>
    1 + mixed((start + Math.imul(i * VALUES.ben.length + j + 1, GAMMA)) >>> 0) % Number(spread)));
}

function priorOf(values: ParameterValues): string[][] {
  const weights = weightsOf(values);
  const sum = weights.flat().reduce((a, b) => a + b);
  return weights.map((row) => row.map((weight) => `${weight}/${sum}`));
}

const row = (view: ClaimView, values: ParameterValues, quantity: string, where: Readonly<Record<string, string>>): Estimate | undefined =>
  rowsAt(view, values).find((one) => one.quantity === quantity && Object.entries(where).every(([key, value]) => one.point[key] === value));

const free = { allocation: 'free', beliefs: 'prior' };

export const randomRevenueScenario: Scenario = {
  name: 'random-revenue',
  title: 'What beliefs and ambiguity are worth to a seller',
  description:
    'Two bidders, worth 1 or 2 and 1, 2 or 3, with a random prior of whole weights. Ex post the seller trusts no beliefs. With one rule of '
      + 'transfers she collects more, and the full surplus at some priors only, for three beliefs over two values are never convex '
      + 'independent. Ambiguous transfers collect it as soon as no two types believe alike.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), section 1.4.1; Ben Brooks, '
    + 'ECON 289 Lecture 5, University of Chicago (2023), program (P)',
  parameters: PARAMETERS,
  size: () => 1,
  sizeName: { symbol: 'N', description: 'environments' },
  primaryAgent: () => 'market',
  environment: (values) => {
    checkParameters(PARAMETERS, values);
    return {
      kind: 'finite',
      environment: { finite: 1, auction: { bidders: ['ann', 'ben'], values: VALUES }, prior: priorOf(values) },
      questions: [
        { ask: 'check' },
        ...(['bayesian', 'ambiguous'] as const).map((transfers) => ({ ask: 'design', goal: 'revenue', transfers }) as const),
      ],
    };
  },
  claims: (view) => [
    claim(
      {
        id: 'order', source: 'each is a program with fewer constraints than the one before',
        text: 'Ex post revenue is at most Bayesian revenue, that at most ambiguous revenue, and that at most the full surplus',
      },
      view.points.map((values): Finding => {
        const rows = [
          row(view, values, 'exPostRevenue', { allocation: 'free' }), row(view, values, 'bayesianRevenue', free),
          row(view, values, 'ambiguousRevenue', free), row(view, values, 'fullSurplus', {}),
        ];
        if (rows.some((one) => one?.exact === undefined)) return { status: 'undecided', evidence: 'a revenue is not decided' };
        const sorted = rows.every((one, i) => i === 0 || rows[i - 1]!.estimate <= one!.estimate);
        return { status: sorted ? 'pass' : 'fail', evidence: rows.map((one) => `${one!.quantity} ${one!.exact}`).join(', ') };
      }),
    ),
    claim(
      {
        id: 'theorem-1.4.1', source: 'Guo18 Theorem 1.4.1',
        text: 'Where no two types believe alike ambiguous transfers collect the full surplus',
      },
      view.points.map((values): Finding => {
        const [most, full] = [row(view, values, 'ambiguousRevenue', free), row(view, values, 'fullSurplus', {})];
        const alike = view.verdicts.some(({ id, holds, point }) =>
          id === 'beliefs-determine-preferences' && !holds && point.prior === values.prior && point.spread === values.spread);
        if (alike) return { status: 'not-applicable', evidence: 'two types believe alike' };
        if (most === undefined || full === undefined) return { status: 'undecided', evidence: 'a revenue is not decided' };
        const evidence = `ambiguousRevenue ${most.exact}, fullSurplus ${full.exact}`;
        return { status: most.exact === full.exact ? 'pass' : 'fail', evidence };
      }),
    ),
    conditionClaim(
      view, { id: 'ben', text: 'Ben\'s three beliefs over two values are never convex independent', source: 'Guo18 Definition 1.4.2' },
      'convex-independence', { ben: false },
    ),
  ],
};
