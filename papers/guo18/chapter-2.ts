/** Guo18 chapter 2 and Appendix B: robust coalitional implementation. */
import type { Item, Showing } from '../item.ts';

const good = (values: NonNullable<Showing['values']>, ...claims: string[]): Showing =>
  ({ scenario: 'public-good-coalitions', values, claims });
const common = (...claims: string[]): Showing => good({ gamma: [0.5, 1, 1.5] }, ...claims);
const islands = good({ variant: 'islands', agents: 3, grid: 2 }, 'islands');
const double = good({ variant: 'double', gamma: 0, grid: 2 }, 'double-ic', 'double-monotonic');
const pooled = (...claims: string[]): Showing => ({ scenario: 'pooled-information', claims });
const PROOF = 'a step of a proof about equilibria of a mechanism with infinitely many messages; the conditions it rests on are decided '
  + 'instead';
const ALL_SPACES = 'a statement about all type spaces; the payoff-type condition that it amounts to is decided, and where it fails a type '
  + 'space with its gains is written out';

const necessary: readonly Item[] = [
  {
    number: 'Definition 2.3.1', place: 'section 2.3', says: 'Full implementation: some equilibrium, and every one, gives the rule',
    notComputable: 'asks for all equilibria of a mechanism; the conditions that decide it are decided',
    shown: [common('strong-implementable')],
  },
  {
    number: 'Definition 2.3.2', place: 'section 2.3',
    says: 'Interim coalitional equilibrium: no coalition that pools its information gains',
    shown: [pooled('pooled'), { scenario: 'pooled-information', values: { k: [0.5, 1, 3] }, claims: ['pooled', 'own'] }],
    correction: 'with updated beliefs that give the others\' types probability 1, where 0 is printed (docs/errata-finite.md)',
  },
  {
    number: 'Definition 2.4.1', place: 'section 2.4.1', says: 'Interim coalitional incentive compatibility', shown: [pooled('pooled')],
  },
  {
    number: 'Definition 2.4.2', place: 'section 2.4.1',
    says: 'Robust coalitional incentive compatibility: at no types has a coalition a lie',
    shown: [common('coalitional-ic', 'ex-post-ic'), pooled('robust')],
  },
  {
    number: 'Proposition 2.4.1', place: 'section 2.4.1', says: 'Robustly implementable rules are robust coalitional incentive compatible',
    notComputable: ALL_SPACES, shown: [pooled('robust', 'pooled'), common('coalitional-ic')],
  },
  {
    number: 'Definition 2.4.3', place: 'section 2.4.2', says: 'Interim coalitional monotonicity', notComputable: ALL_SPACES,
    shown: [common('nash')],
  },
  {
    number: 'Definition 2.4.4', place: 'section 2.4.2', says: 'Robust coalitional monotonicity: to every deception some coalition objects',
    shown: [common('nash', 'strong-implementable')],
    correction: 'with β^-1 for the true types behind a report, and objections by some types, not only those whose outcome changes '
      + '(docs/errata-finite.md)',
  },
  {
    number: 'Proposition 2.4.2', place: 'section 2.4.2', says: 'Robustly implementable rules are robust coalitional monotonic',
    shown: [
      good({ gamma: 0.5 }, 'nash'),
      { scenario: 'public-good-coalitions', values: { gamma: 0.5 }, verdicts: { 'robust-coalitional-monotonicity': 'yes' } },
    ],
    fails: 'at γ = 1/2 single types object to every deception, so that single agents implement the rule (Bergemann and Morris 2009), and '
      + 'the condition as printed fails: nobody need object at the very types whose outcome changes (docs/errata-finite.md)',
  },
];

const sufficient: readonly Item[] = [
  {
    number: 'Definition 2.5.1', place: 'section 2.5', says: 'Bad outcome: everyone likes it less than any outcome of the rule',
    shown: [{ scenario: 'public-good-coalitions', verdicts: { 'bad-outcome': 'yes' } }],
  },
  {
    number: 'Theorem 2.5.1', place: 'section 2.5',
    says: 'Incentive compatibility, monotonicity and a bad outcome give robust coalitional implementation',
    shown: [good({ gamma: 1 }, 'coalitional-ic', 'strong-implementable')],
    correction: 'with m_i^3 for m_i^4 as the integer in its lotteries; the step that lets a coalition propose a reward is sure where the '
      + 'grand coalition objects or agents are alone (docs/errata-finite.md, docs/finite-types.md)',
    notComputable: PROOF,
  },
  ...[['1', 'The truth is an equilibrium'], ['2', 'In equilibrium nobody objects'], ['3', 'Every equilibrium gives the rule']].map(
    ([number, says]): Item => ({
      number: `Claim 2.5.${number}`, place: 'section 2.5', says: `${says} of the mechanism of Theorem 2.5.1`, notComputable: PROOF,
      shown: [good({ gamma: 1 }, 'strong-implementable')],
    })),
  {
    number: 'Theorem 2.6.1', place: 'section 2.6', says: 'The strong conditions and a bad outcome give robust double implementation',
    notComputable: PROOF, shown: [double],
  },
  {
    number: 'Example 2.7.1', place: 'section 2.7.1', says: 'A public good that is robustly strong implementable if and only if γ = 1',
    shown: [common('coalitional-ic', 'ex-post-ic', 'strong-implementable')],
    correction: 'on type grids with a point within (0, 1): on two types the rule withstands all coalitions (docs/errata-finite.md)',
  },
  {
    number: 'Example 2.7.2', place: 'section 2.7.2', says: 'Two islands: coalitions within each are withstood', shown: [islands],
  },
  {
    number: 'Example 2.7.3', place: 'section 2.7.3', says: 'Two types and γ = 0 meet the conditions of robust double implementation',
    shown: [double],
  },
  {
    number: 'Remark: Relaxing the bad outcome property', place: 'page 69',
    says: 'In an economy winner takes all may replace the bad outcome',
    notComputable: PROOF, shown: [{ scenario: 'maximin-core', claims: ['corollary-3.6.2'] }],
  },
  {
    number: 'Definition 2.8.1', place: 'section 2.8.2', says: 'Interim coalitional equilibrium without pooled information',
    shown: [pooled('own'), { scenario: 'pooled-information', values: { k: [0.5, 1, 3] }, claims: ['own'] }],
  },
];

const appendix: readonly Item[] = [
  {
    number: 'Proposition B.1.1', place: 'Appendix B.1',
    says: 'Robust coalitional incentive compatibility is interim coalitional incentive compatibility on all type spaces',
    notComputable: ALL_SPACES, shown: [pooled('robust', 'pooled')],
  },
  {
    number: 'Definition B.1.1', place: 'Appendix B.1', says: 'Interim coalitional monotonicity of one coalition', notComputable: ALL_SPACES,
    shown: [common('nash')],
  },
  { number: 'Definition B.1.2', place: 'Appendix B.1', says: 'Robust coalitional monotonicity of one coalition', shown: [common('nash')] },
  {
    number: 'Lemma B.1.1', place: 'Appendix B.1', says: 'The two agree coalition by coalition', notComputable: ALL_SPACES,
    shown: [common('nash')],
  },
  {
    number: 'Proposition B.1.2', place: 'Appendix B.1', says: 'Robust monotonicity is interim monotonicity on all type spaces',
    notComputable: ALL_SPACES, shown: [common('nash')],
  },
];

export const robustCoalitionalImplementation: readonly Item[] = [...necessary, ...sufficient, ...appendix];
