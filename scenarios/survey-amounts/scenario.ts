/** How large gaps at π* and stakes of ambiguous menus are among random environments of finite types. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, Scenario } from '../../src/study/scenario.ts';
import type { RandomEnvironment } from '../../src/experiments/finite/random-environment.ts';
import { claim, rowsAt, type Finding } from '../../src/study/findings.ts';
import { checkParameters } from '../support/parameters.ts';

const PARAMETERS = {
  concentration: {
    kind: 'count', description: 'parameter of the Dirichlet law of priors; 1 is uniform, more is nearer to even priors', default: 1,
    minimum: 1, maximum: 20,
  },
} as const;

/** The upper end of a share of which nothing was seen: higher where some environment is undecided. */
const noneSeen = ({ profiles, confidence }: Estimate): number => -Math.expm1(Math.log((1 - confidence) / 2) / profiles);

/** A theorem: one environment refutes it, and none of all that were drawn is what can be seen of it. */
const gapClaim = (view: ClaimView): Claim =>
  claim(
    {
      id: 'gap-needs-crossing', text: 'No prior drawn is single-crossing and yet leaves a gap at π*', source: 'Chung and Ely 2007',
    },
    view.points.map((values): Finding => {
      const row = rowsAt(view, values).find(({ quantity, agent, point }) =>
        quantity === 'priorShare' && agent === 'market' && point.statistic === 'gap-despite-crossing');
      if (row === undefined) return { status: 'undecided', evidence: 'no share of such priors' };
      const { estimate, upper, profiles } = row;
      const decided = upper <= noneSeen(row) * (1 + 1e-9);
      const status = estimate > 0 ? 'fail' : decided ? 'pass' : 'undecided';
      const open = decided || estimate > 0 ? '' : ', and some undecided';
      const evidence = `${Math.round(estimate * profiles)} of ${profiles} priors${open}; the share is at most ${upper.toPrecision(2)}`;
      return { status, evidence };
    }),
  );

export const surveyAmountsScenario: Scenario = {
  name: 'survey-amounts',
  title: 'Gaps at π* and stakes among random environments',
  description:
    'Two laws with bands that hold for all values at once. The gap at π*: what the best Bayesian mechanism collects there beyond the best '
      + 'ex post auction, as a share, for two bidders worth 1, 2 or 3 and 1 or 2 with random priors. The stake: the least sup norm of a '
      + 'bet ψ for which {η + ψ, η - ψ} implements an efficient rule of two agents with two types, 0 where one rule does.',
  source:
    'Kim-Sau Chung and J. C. Ely, Foundations of Dominant-Strategy Mechanisms, Review of Economic Studies 74 (2007); Huiyi Guo, Essays on '
      + 'Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), section 1.4',
  parameters: PARAMETERS,
  size: ({ concentration }) => Number(concentration),
  sizeName: { symbol: 'K', description: 'concentration' },
  primaryAgent: () => 'market',
  environment: (values) => {
    checkParameters(PARAMETERS, values);
    const law = (counts: readonly number[]): RandomEnvironment =>
      ({ counts, concentration: Number(values.concentration), beliefs: 'prior', outcomes: 3, values: 'private' });
    return {
      kind: 'finite',
      questions: [
        { ask: 'survey', statistic: 'revenue-gap', law: law([3, 2]) },
        { ask: 'survey', statistic: 'single-crossing', law: law([3, 2]) },
        { ask: 'survey', statistic: 'gap-despite-crossing', law: law([3, 2]) },
        { ask: 'survey', statistic: 'stake', law: law([2, 2]), transfers: 'bayesian', balance: 'exact' },
      ],
    };
  },
  claims: (view) => [gapClaim(view)],
};
