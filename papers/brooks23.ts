/**
 * Brooks (2023), Ex post implementation: slides of a lecture. Results have no numbers; each is named by its kind and what heads it, and by
 * the page that is printed on the slide.
 */
import type { Item, Paper, Showing } from './item.ts';

const truth = (...claims: string[]): Showing => ({ scenario: 'truth-notions', claims });
/** From private values to where truth is no dominant strategy. */
const notions = (...claims: string[]): Showing => ({ scenario: 'truth-notions', values: { g: [0, 0.25, 0.5, 0.75] }, claims });
const choice = (...claims: string[]): Showing => ({ scenario: 'bergemann-morris', claims });
const revenue = (...claims: string[]): Showing => ({ scenario: 'ex-post-revenue', values: { c: [0, 0.25, 0.5] }, claims });
const crossing = (...claims: string[]): Showing => ({ scenario: 'crossing-virtual-values', claims });
/** A prior that is regular and single-crossing, between independent values and the one that crosses. */
const single: Showing = { scenario: 'crossing-virtual-values', values: { k: 0 }, claims: ['regular', 'monotone', 'single-crossing'] };
const trade = (...claims: string[]): Showing => ({ scenario: 'noisy-concordance', claims });
const honestTrade: Showing = { scenario: 'noisy-concordance', values: { p: 0.6, q: 0.8 }, claims: ['known-types', 'honest-trade'] };
const jmmz = (...claims: string[]): Showing => ({ scenario: 'jmmz', claims });
const unequal: Showing = { scenario: 'jmmz', values: { 'b-jl': 0.8 }, claims: ['notations', 'necessary'] };

const notionsOfTruth: readonly Item[] = [
  {
    number: 'Definition: Ex post incentive compatibility', place: 'page 7',
    says: 'Truth and participation are best at every profile of types and state, whatever is believed',
    shown: [truth('ex-post', 'ex-post-implies-epistemic-ex-post-ic', 'ex-post-implies-epistemic-ex-post-ir')],
  },
  {
    number: 'Definition: Epistemic ex post incentive compatibility', place: 'page 8',
    says: 'Truth is best at every profile of types, given what the types know of the state',
    shown: [truth('epistemic-ex-post-implies-interim-ic', 'epistemic-ex-post-implies-interim-ir')],
  },
  {
    number: 'Definition: Dominant strategies', place: 'page 9', says: 'Truth is best whatever the others are and report',
    shown: [notions('dominant', 'small')],
  },
  {
    number: 'Claim: Dominant strategies imply ex post', place: 'page 9',
    says: 'A dominant strategy mechanism is ex post incentive compatible, and not the other way round',
    shown: [notions('dominant-strategy-implies-ex-post-ic', 'dominant-strategy-implies-ex-post-ir', 'ex-post', 'dominant')],
  },
  {
    number: 'Definition: Known payoff types', place: 'page 11',
    says: 'Types know what matters to their own preferences: the two notions of ex post coincide',
    shown: [{ scenario: 'truth-notions', verdicts: { 'known-payoff-types': 'yes', 'ex-post-ic': 'yes', 'epistemic-ex-post-ic': 'yes' } }],
  },
  {
    number: 'Claim: Private values', place: 'page 12', says: 'With private values ex post and dominant strategies coincide',
    shown: [notions('private', 'ex-post')],
  },
];

const implementation: readonly Item[] = [
  {
    number: 'Definition: Interim and ex post implementation', place: 'page 14',
    says: 'A correspondence is implementable on a type space, or ex post, by a selection that is incentive compatible there',
    shown: [choice('player-1-chooses', 'not-ex-post')],
  },
  {
    number: 'Proposition: Robustness of ex post implementation', place: 'page 15',
    says: 'What is ex post implementable is implementable on every type space with known payoff types',
    shown: [
      notions('ex-post', 'ex-post-implies-epistemic-ex-post-ic', 'epistemic-ex-post-implies-interim-ic'),
      {
        scenario: 'bergemann-morris', values: { k: 0 },
        verdicts: { 'ex-post-lotteries': 'yes', 'chooses-within of one': 'yes' },
      },
    ],
  },
  {
    number: 'Definition: Separable environments', place: 'page 17',
    says: 'A common outcome that the rule fixes, and private ones that are chosen agent by agent', shown: [choice('not-separable')],
  },
  {
    number: 'Proposition: Separable environments', place: 'page 18',
    says: 'In separable environments what is implementable on every type space is ex post implementable',
    shown: [choice('not-separable', 'not-ex-post'), revenue('pi-star')],
    notComputable: 'a statement about all type spaces; that it needs separability is shown by an example without it, and that in auctions, '
      + 'which are separable, no type space of the family π* leaves more',
  },
  {
    number: 'Example: Without separability', place: 'page 19',
    says: 'Player 1 may choose a or b: implementable on every type space, and not ex post',
    shown: [choice('player-1-chooses', 'not-ex-post', 'not-separable', 'lotteries')],
    correction: 'for deterministic mechanisms: lotteries implement it ex post wherever player 1\'s choice stays within the correspondence; '
      + 'the payoffs, lost in the text, are our own (docs/errata-finite.md)',
  },
  {
    number: 'Remark: What goes wrong with separability', place: 'page 20',
    says: 'Outcomes that one agent chooses matter to the other, which separability forbids', shown: [choice('not-separable')],
  },
];

const HIGHEST = 'where others\' virtual values move with mine: at a regular prior the highest virtual value is worth 57/7 and (P) is 8; '
  + 'where they are single-crossing it holds (docs/errata-finite.md)';

const auctions: readonly Item[] = [
  {
    number: 'Claim: Profit maximization', place: 'page 22',
    says: 'The best ex post auction is program (P); interim participation makes a great difference',
    shown: [revenue('highest-virtual-value', 'full-extraction')],
  },
  {
    number: 'Claim: Transfer neutrality', place: 'page 23',
    says: 'Multipliers turn (P) into a choice of the bidder with the highest generalised virtual value',
    shown: [revenue('highest-virtual-value')],
    correction: 'without the factor f(v_i\', v_-i) in the generalised virtual value, where α is a weight already (docs/errata-finite.md)',
  },
  {
    number: 'Claim: The optimal multipliers', place: 'page 24',
    says: 'Ex post incentive compatible: chances rise in the own value, and payments are those of a randomised posted price',
    shown: [revenue('highest-virtual-value'), { scenario: 'ex-post-revenue', verdicts: { 'own-monotone': 'yes' } }],
  },
  {
    number: 'Claim: Analyzing the Lagrangian', place: 'page 25',
    says: 'Giving the object to the highest ironed virtual value is nondecreasing, and solves (P)',
    shown: [crossing('regular', 'monotone')], fails: HIGHEST,
  },
  {
    number: 'Definition: Regular', place: 'page 26', says: 'Local virtual values do not fall in their own bidder\'s value',
    shown: [crossing('regular')],
  },
  {
    number: 'Claim: Regular case', place: 'page 26', says: 'For a regular prior the local multipliers are optimal',
    shown: [{ ...single, claims: ['monotone'] }, crossing('regular', 'monotone')], fails: HIGHEST,
  },
  {
    number: 'Theorem: Chung and Ely', place: 'page 28',
    says: 'For a regular prior there is a type space on which no mechanism collects more than the best ex post one',
    shown: [{ scenario: 'chung-ely', values: { w: [0, 0.25, 0.5] }, claims: ['equality'] }, single, revenue('pi-star')],
    correction: 'with beliefs π* only where virtual values are single-crossing: regular in the words of page 26 is not enough '
      + '(docs/errata-finite.md)',
  },
  {
    number: 'Claim: Deriving pi-star', place: 'pages 30 and 31',
    says: 'Ex post constraints added up with their multipliers are interim constraints at beliefs π*, so (P\') is worth (P)',
    shown: [revenue('pi-star'), crossing('equality')],
    fails: 'at the same prior (P\') is worth 57/7; where virtual values are single-crossing it holds',
  },
  {
    number: 'Remark: Where does this depend on regularity', place: 'page 32',
    says: 'In the irregular case other constraints bind, and beliefs π* leave a gap',
    shown: [{ scenario: 'chung-ely', values: { w: 1 }, verdicts: { 'own-monotone': 'no', 'single-crossing': 'no', 'chung-ely': 'no' } }],
  },
];

const noTrade: readonly Item[] = [
  {
    number: 'Claim: No common prior', place: 'page 33', says: 'Beliefs π* violate the common prior assumption',
    shown: [{ scenario: 'chung-ely', values: { w: [0.25, 0.5, 1] }, claims: ['no-common-prior'] }],
    correction: 'but not always: two bidders of two values each with a symmetric prior have a common prior at π* (docs/errata-finite.md)',
  },
  {
    number: 'Example: No trade without CPA but with IC', place: 'page 34',
    says: 'Two opinions on the accuracy of a signal: trade of known types, and none of private ones where the informed player thinks '
      + 'less of it', shown: [trade('known-types', 'honest'), honestTrade],
  },
  {
    number: 'Definition: Feasible, acceptable and incentive compatible trade', place: 'page 35',
    says: 'Bets that need no money, that every type accepts, and that nobody gains from by a lie', shown: [trade('known-types', 'honest')],
  },
  {
    number: 'Lemma: Morris\' theorem', place: 'page 36', says: 'A theorem of alternatives for systems of linear inequalities',
    notComputable: 'a statement about all matrices; each verdict on trade is a solution of one of the two systems in rational numbers',
    shown: [trade('known-types', 'honest'), honestTrade],
  },
  {
    number: 'Theorem: Morris 1994', place: 'page 37',
    says: 'Either there is an incentive compatible trade or beliefs are noisy concordant',
    shown: [trade('honest'), honestTrade],
    correction: 'with multipliers λ of every type positive where some type is to gain; not all zero is the dual of all types gaining '
      + '(docs/errata-finite.md)',
  },
  {
    number: 'Claim: Noisy concordant beliefs', place: 'page 38',
    says: 'Beliefs are averages of Bayes\' rule under a baseline prior and of other types\' beliefs',
    shown: [trade('honest'), { scenario: 'noisy-concordance', verdicts: { 'honest-trade-some': 'no', 'honest-trade-every': 'no' } }],
  },
  {
    number: 'Claim: Noisy concordance in the maxmin beliefs', place: 'page 39',
    says: 'Beliefs π* are noisy concordant: concordance is transfer neutrality', shown: [revenue('pi-star')],
  },
];

const multidimensional: readonly Item[] = [
  {
    number: 'Claim: Using indifference', place: 'page 43',
    says: 'Where a nonconstant rule switches both agents are indifferent, and the gradients of their differences are normal to the '
      + 'boundary', shown: [jmmz('possible')],
    correction: 'with the normal ∇(μ_i - τ_i) in the others\' signals, where the slide prints ∇μ_i - τ_i (docs/errata-fields.md)',
  },
  {
    number: 'Claim: The differential equation', place: 'page 44',
    says: 'The gradients of both agents are parallel along the boundary, up to transfers', shown: [unequal],
  },
  {
    number: 'Example: A parametric example', place: 'page 45',
    says: 'A nonconstant rule asks b_ik b_-il = b_il b_-ik', shown: [
      unequal, jmmz('notations', 'possible'),
      { scenario: 'jmmz', values: { 'b-jk': -0.8, 'b-jl': -0.4 }, claims: ['negative-ratio'] },
    ],
    correction: 'and a positive common ratio, which the product form does not say (docs/errata-fields.md)',
  },
  {
    number: 'Remark: Final thoughts', place: 'page 46', says: 'For most values only constant rules are ex post implementable',
    shown: [{ scenario: 'random-values', claims: ['measure-zero', 'gap'] }, { scenario: 'generic-impossibility', claims: ['theorem-1'] }],
  },
];

export const brooks23: Paper = {
  id: 'brooks23', title: 'ECON 289 Lecture 5: Ex post implementation', authors: 'Brooks (2023)',
  items: [...notionsOfTruth, ...implementation, ...auctions, ...noTrade, ...multidimensional],
};
