/** Börgers' remark on Chung and Ely: bets beside the best ex post auction cost the seller nothing anywhere and pay where beliefs differ. */
import { claim, rowsAt, type Finding } from '../../src/study/findings.ts';
import type { Claim } from '../../src/results/document.ts';
import type { ClaimView, Scenario } from '../../src/study/scenario.ts';
import { finiteScenario, impliedClaim } from '../support/finite.ts';

const SOURCE = 'Börgers 2013, as Brooks23 tells it';

/** What bets add at the beliefs named, at every point. */
const betsClaim = (view: ClaimView, id: string, text: string, beliefs: string, holds: (added: number) => boolean): Claim =>
  claim({ id, text, source: SOURCE }, view.points.map((values): Finding => {
    const row = rowsAt(view, values).find(({ quantity, point }) => quantity === 'sideBetRevenue' && point.beliefs === beliefs);
    if (row === undefined) return { status: 'undecided', evidence: 'no row of sideBetRevenue' };
    return { status: holds(row.estimate) ? 'pass' : 'fail', evidence: `bets add ${row.exact} at beliefs ${beliefs}` };
  }));

export const sideBetsScenario: Scenario = finiteScenario({
  name: 'side-bets',
  title: 'Mechanisms as good as the best ex post one in the worst case, and better elsewhere',
  description:
    'Three bidders worth 1 or 2, alike with probability c and independent otherwise. Beside the best ex post auction each is '
      + 'offered money that depends on what the others report, in sum never more than 0. Truth stays best and the seller collects no '
      + 'less whatever bidders believe; more where one thinks the highest value of another twice as likely and a third the lowest '
      + '(beliefs = doubtful). Under beliefs that come from a common prior nobody bets.',
  source: 'Ben Brooks, ECON 289 Lecture 5: Ex post implementation, University of Chicago (2023), after Chung and Ely 2007',
  parameters: {
    c: { kind: 'number', description: 'probability that all values are the same draw', default: 0.25, minimum: 0, maximum: 0.9 },
  },
  file: {
    finite: 1,
    auction: { bidders: ['ann', 'ben', 'cat'], values: [1, 2] },
    prior: [0, 1].map((i) => [0, 1].map((j) => [0, 1].map((k) => (i === j && j === k ? '(1 + 3 c)/8' : '(1 - c)/8')))),
  },
  questions: () => [{ ask: 'design', goal: 'revenue', transfers: 'bayesian' }],
  claims: (view) => [
    betsClaim(view, 'none-at-a-prior', 'At the prior\'s own beliefs bets add nothing', 'prior', (added) => added === 0),
    betsClaim(view, 'better-elsewhere', 'Where beliefs differ bets add revenue', 'doubtful', (added) => added > 0),
    impliedClaim(
      view,
      { id: 'equality', text: 'Where the prior is single-crossing, (P) and (P\') at π* have the same value', source: 'Chung and Ely 2007' },
      'single-crossing', 'chung-ely',
    ),
  ],
});
