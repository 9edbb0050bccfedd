/** Guo18 chapter 3: full implementation under ambiguity. */
import type { Item, Showing } from '../item.ts';

const worst = (...claims: string[]): Showing => ({ scenario: 'worst-case-rule', values: { low: [-0.5, 0.5, 1] }, claims });
const core = (...claims: string[]): Showing => ({ scenario: 'maximin-core', claims });
const value = (...claims: string[]): Showing => ({ scenario: 'maximin-value', claims });
const PROOF = 'a step of a proof about equilibria of a mechanism with infinitely many messages; the conditions it rests on are decided '
  + 'instead';
const EQUILIBRIA = 'asks for all equilibria of a mechanism; the conditions that decide it are decided for rules';
const FALSE = 'where objections are by the truth: else it is false as printed (docs/errata-finite.md)';
const SETS = 'a condition on sets of rules; decided here are rules one by one, and the core as a set';
const EMPTY = 'where there are such allocations: the set may be empty, and with types of two agents often is (docs/errata-finite.md)';

const necessary: readonly Item[] = [
  {
    number: 'Definition 3.2.1', place: 'section 3.2', says: 'Ambiguous coalitional equilibrium: agents fear the worst of their beliefs',
    notComputable: EQUILIBRIA, shown: [worst('lemma-3.6.1', 'disliked')],
  },
  {
    number: 'Definition 3.3.1', place: 'section 3.3.1', says: 'Ambiguous coalitional incentive compatibility',
    shown: [worst('lemma-3.6.1', 'disliked')],
  },
  {
    number: 'Proposition 3.3.1', place: 'section 3.3.1', says: 'It is necessary for implementation', notComputable: EQUILIBRIA,
    shown: [worst('lemma-3.6.1', 'disliked')],
  },
  {
    number: 'Definition 3.3.2', place: 'section 3.3.2', says: 'Ambiguous coalitional monotonicity: to every deception some type objects',
    shown: [worst('monotonicity'), core('lemma-3.6.2')],
  },
  {
    number: 'Proposition 3.3.2', place: 'section 3.3.2', says: 'It is necessary for implementation', notComputable: EQUILIBRIA,
    shown: [worst('monotonicity')],
  },
  {
    number: 'Definition 3.3.3', place: 'section 3.3.3',
    says: 'Ambiguous Pareto efficiency', shown: [worst('efficient'), value('efficient')],
  },
  { number: 'Definition 3.3.4', place: 'section 3.3.3', says: 'Local Pareto efficiency', shown: [worst('local', 'necessary')] },
  {
    number: 'Proposition 3.3.3', place: 'section 3.3.3', says: 'Local Pareto efficiency is necessary where everyone can act together',
    notComputable: EQUILIBRIA, shown: [worst('necessary')],
  },
  {
    number: 'Definition 3.3.5', place: 'section 3.3.4', says: 'Closure: rules of the set may be joined across disjoint events',
    notComputable: SETS, shown: [core('corollary-3.6.2')],
  },
  {
    number: 'Proposition 3.3.4', place: 'section 3.3.4', says: 'Closure is necessary for implementation', notComputable: SETS,
    shown: [core('corollary-3.6.2')],
  },
];

const sufficient: readonly Item[] = [
  { number: 'Definition 3.4.1', place: 'section 3.4', says: 'Bad outcome of a set of rules', shown: [core('corollary-3.6.2')] },
  {
    number: 'Assumption 3.4.1', place: 'section 3.4', says: 'Someone can be sure of any profile, or gives all of them positive probability',
    shown: [{ scenario: 'worst-case-rule', verdicts: { 'agreed-profiles': 'yes' } }],
  },
  {
    number: 'Theorem 3.4.1', place: 'section 3.4', says: 'The conditions together give implementation', notComputable: EQUILIBRIA,
    correction: FALSE,
    shown: [worst('efficient', 'lemma-3.6.1', 'monotonicity'), core('lemma-3.6.1', 'lemma-3.6.2', 'corollary-3.6.2')],
  },
  ...[['1', 'The truth is an equilibrium'], ['2', 'In equilibrium nobody objects'], ['3', 'Every equilibrium gives a rule of the set']].map(
    ([number, says]): Item => ({
      number: `Claim 3.4.${number}`, place: 'section 3.4', says: `${says}, in the mechanism of Theorem 3.4.1`, notComputable: PROOF,
      shown: [core('lemma-3.6.1', 'lemma-3.6.2')],
    })),
  {
    number: 'Corollary 3.4.1', place: 'section 3.4', says: 'Of a single rule the first two conditions and a bad outcome are enough',
    notComputable: EQUILIBRIA, correction: FALSE, shown: [worst('lemma-3.6.1', 'monotonicity', 'necessary')],
  },
  {
    number: 'Definition 3.5.1', place: 'section 3.5', says: 'Ambiguous strong incentive compatibility: all coalitions',
    shown: [core('lemma-3.6.1'), worst('lemma-3.6.1')],
  },
  { number: 'Definition 3.5.2', place: 'section 3.5', says: 'Ambiguous strong monotonicity', shown: [core('lemma-3.6.2')] },
  {
    number: 'Theorem 3.5.1', place: 'section 3.5', says: 'The strong conditions give double implementation', notComputable: EQUILIBRIA,
    shown: [core('lemma-3.6.1', 'lemma-3.6.2', 'corollary-3.6.2')],
  },
  {
    number: 'Corollary 3.5.1', place: 'section 3.5', says: 'The same of a single rule', notComputable: EQUILIBRIA,
    shown: [worst('lemma-3.6.1', 'monotonicity')],
  },
];

const applications: readonly Item[] = [
  {
    number: 'Assumption 3.6.1', place: 'section 3.6', says: 'Private values, and the worst of the others\' types is feared',
    shown: [{ scenario: 'worst-case-rule', verdicts: { 'private-values': 'yes' } }],
  },
  {
    number: 'Lemma 3.6.1', place: 'section 3.6', says: 'Ambiguous Pareto efficient rules are ambiguous strong incentive compatible',
    shown: [worst('efficient', 'lemma-3.6.1'), core('lemma-3.6.1')],
  },
  {
    number: 'Lemma 3.6.2', place: 'section 3.6', says: 'When sets of efficient rules are ambiguous strong monotonic',
    shown: [core('lemma-3.6.2')],
    correction: 'with f ∘ β on the left and f\' on the right of its proof\'s last display (docs/errata-finite.md)',
  },
  {
    number: 'Corollary 3.6.1', place: 'section 3.6.1', says: 'Efficient allocations with a bad outcome are doubly implementable',
    notComputable: EQUILIBRIA, shown: [worst('efficient', 'lemma-3.6.1'), core('corollary-3.6.1')],
  },
  {
    number: 'Definition 3.6.1', place: 'section 3.6.2',
    says: 'Maximin core: no coalition has a redistribution that is better in the worst case',
    shown: [
      { scenario: 'maximin-core', verdicts: { 'maximin-core': 'yes' } },
      { scenario: 'maximin-core', values: { bob: 1 }, claims: ['one-informed'] },
    ],
  },
  {
    number: 'Corollary 3.6.2', place: 'section 3.6.2', says: 'The set of maximin core allocations is doubly implementable',
    shown: [core('lemma-3.6.1', 'lemma-3.6.2', 'corollary-3.6.2')], correction: EMPTY, notComputable: EQUILIBRIA,
  },
  {
    number: 'Definition 3.6.2', place: 'section 3.6.3', says: 'Maximin value: weights at which the worst case is the Shapley value',
    shown: [value('individually-rational', 'efficient')],
  },
  {
    number: 'Corollary 3.6.3', place: 'section 3.6.3', says: 'Maximin value allocations of positive weights are doubly implementable',
    shown: [value('positive-weights', 'individually-rational', 'efficient')],
    correction: `${EMPTY}; that weights are positive assumes nothing`, notComputable: EQUILIBRIA,
  },
];

export const fullImplementationUnderAmbiguity: readonly Item[] = [...necessary, ...sufficient, ...applications];
