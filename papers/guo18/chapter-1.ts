/** Guo18 chapter 1 and Appendix A: mechanisms with ambiguous transfers. */
import type { Item, Showing } from '../item.ts';

const extraction = (...claims: string[]): Showing => ({ scenario: 'guo-1-4-1', claims });
const implementation = (...claims: string[]): Showing => ({ scenario: 'guo-1-4-2', claims });
const withoutPrior = (...claims: string[]): Showing => ({ scenario: 'guo-1-5-1', claims });
const trade = (...claims: string[]): Showing => ({ scenario: 'guo-1-5-2', claims });
const inefficient = (...claims: string[]): Showing => ({ scenario: 'guo-a-1-1', claims });
/** From types that are independent to types that are mostly alike. */
const beliefs = (...claims: string[]): Showing => ({ scenario: 'belief-conditions', values: { s: [0, 0.1, 0.5] }, claims });
const PROOF = 'a step of a proof about existence; the mechanism that it serves is found by an exact program instead';

const commonPrior: readonly Item[] = [
  {
    number: 'Assumption 1.2.1', place: 'section 1.2', says: 'Every pair of types of two agents has positive probability',
    shown: [{ scenario: 'guo-1-4-1', verdicts: { 'positive-pairs': 'yes' } }],
  },
  {
    number: 'Definition 1.3.1', place: 'section 1.3',
    says: 'A mechanism with ambiguous transfers: an outcome rule and a set of transfer rules',
    shown: [extraction('ambiguous'), implementation('menu-size')],
  },
  {
    number: 'Lemma 1.3.1', place: 'section 1.3', says: 'Direct mechanisms suffice, with ambiguous transfers too',
    notComputable: 'a statement about all mechanisms; verdicts on direct ones are proved both ways instead',
    shown: [beliefs('extraction', 'implementation')],
  },
  {
    number: 'Definition 1.4.1', place: 'section 1.4', says: 'Beliefs determine preferences: no two types of an agent believe alike',
    shown: [extraction('bdp'), inefficient('bdp')],
  },
  {
    number: 'Theorem 1.4.1', place: 'section 1.4.1',
    says: 'Ambiguous transfers extract the full surplus under all utilities if and only if beliefs determine preferences for all agents',
    shown: [beliefs('bdp', 'extraction', 'necessary-1.4.1'), extraction('bayesian', 'ambiguous')],
  },
  {
    number: 'Definition 1.4.2', place: 'section 1.4.1', says: "Convex Independence: no type's belief is a combination of the others'",
    shown: [extraction('convex-independence'), { scenario: 'finite-survey', claims: ['convex-position', 'bdp-generic'] }],
  },
  {
    number: 'Example 1.4.1', place: 'section 1.4.1', says: 'Full surplus extraction where Convex Independence fails',
    shown: [extraction('convex-independence', 'bdp', 'bayesian', 'ambiguous', 'surplus', 'smallest-c')],
    correction: 'with φ_2 for φ_1 in three constraints of agent 2 (docs/errata-finite.md); c >= 1.5 times the gap is sharp',
  },
  {
    number: 'Table 1.4.1', place: 'section 1.4.1', says: 'The prior of Example 1.4.1',
    shown: [{ scenario: 'guo-1-4-1', verdicts: { 'common-prior': 'yes', identifiability: 'no' } }], tables: [{ showing: 0, of: 'prior' }],
  },
  {
    number: 'Table 1.4.2', place: 'section 1.4.1', says: 'The bet of Example 1.4.1',
    shown: [extraction('smallest-c')], tables: [{ showing: 0, of: 'bet' }],
  },
  {
    number: 'Theorem 1.4.2', place: 'section 1.4.2',
    says: 'Ambiguous transfers implement every efficient rule with a balanced budget if and only if beliefs determine preferences',
    shown: [beliefs('bdp', 'implementation', 'necessary-1.4.2'), implementation('bayesian', 'ambiguous')],
  },
  {
    number: 'Definition 1.4.3', place: 'section 1.4.2', says: 'Identifiability: no other prior can be feigned by every agent',
    shown: [implementation('identifiability')],
  },
  {
    number: 'Example 1.4.2', place: 'section 1.4.2', says: 'Implementation where Identifiability fails',
    shown: [implementation('identifiability', 'bayesian', 'ambiguous', 'smallest-c', 'menu-size', 'threshold')],
    correction: 'with multipliers 5, 5, 3, 3, where the printed ones give 0 >= 0.3 (B - a) (docs/errata-finite.md); a < B is sharp',
  },
  {
    number: 'Table 1.4.3', place: 'section 1.4.2', says: 'Outcomes of Example 1.4.2',
    shown: [implementation('threshold', 'smallest-c')], tables: [{ showing: 0, of: 'payoffs' }],
  },
];

const extensions: readonly Item[] = [
  {
    number: 'Theorem 1.5.1', place: 'section 1.5.1',
    says: 'With private values it takes beliefs that determine preferences of all agents but one',
    shown: [
      beliefs('necessary-1.5.1'), { scenario: 'guo-a-1-1', values: { gain: [-2, -0.5] }, claims: ['bdp', 'threshold'] },
      { scenario: 'guo-a-1-1', values: { gain: -0.5 }, verdicts: { 'efficient-rule': 'yes', 'private-values': 'yes' } },
    ],
  },
  {
    number: 'Proposition 1.5.1', place: 'section 1.5.1',
    says: 'If Bayesian mechanisms implement every efficient rule with private values, Convex Independence holds for all agents but one',
    shown: [beliefs('proposition-1.5.1', 'footnote-9')],
  },
  {
    number: 'Assumption 1.5.1', place: 'section 1.5.2', says: 'Every type gives every type of another agent positive probability',
    shown: [withoutPrior('no-common-prior')],
  },
  {
    number: 'Definition 1.5.1', place: 'section 1.5.2', says: 'NCP*: no prior comes near enough to the beliefs of two types',
    shown: [withoutPrior('ncp-star'), { scenario: 'guo-1-5-2', verdicts: { 'ncp-star of buyer': 'yes', 'ncp-star of seller': 'no' } }],
  },
  {
    number: 'Definition 1.5.2', place: 'section 1.5.2', says: 'NCP**: two agents of at least three differ about the rest',
    shown: [{ scenario: 'guo-1-5-1', verdicts: { 'ncp-star-star': 'no' } }],
  },
  {
    number: 'Theorem 1.5.2', place: 'section 1.5.2',
    says: 'Without a common prior: where beliefs determine preferences and NCP* holds, ambiguous transfers implement every efficient rule',
    shown: [withoutPrior('no-common-prior', 'bdp', 'ncp-star', 'ambiguous')],
  },
  {
    number: 'Remark: after Theorem 1.5.2', place: 'pages 32 and 33',
    says: 'Where NCP* fails the economy of Theorem 1.4.2 is not implementable',
    shown: [{ scenario: 'guo-1-5-2', verdicts: { 'remark-1.5.2': 'yes' } }],
    correction: 'with B large enough: 0 < a < B is not (docs/errata-finite.md)',
  },
  {
    number: 'Example 1.5.1', place: 'section 1.5.2', says: 'Implementation without a common prior',
    shown: [withoutPrior('no-common-prior', 'bdp', 'ncp-star', 'bayesian', 'ambiguous')],
    correction: 'with the multipliers of docs/errata-finite.md (one constraint is missing in print), and for every B > a, not '
      + 'only B > 8.5 a',
  },
  {
    number: 'Table 1.5.1', place: 'section 1.5.2', says: 'Beliefs of Example 1.5.1', shown: [withoutPrior('no-common-prior', 'bdp')],
    tables: [{ showing: 0, of: 'beliefs' }],
    correction: 'with the row and heads restored that its right half has lost (docs/errata-finite.md)',
  },
  {
    number: 'Theorem 1.5.3', place: 'section 1.5.2',
    says: 'With private values and no common prior it is enough that BDP and NCP* do not fail for different agents',
    shown: [trade('no-common-prior', 'bdp', 'ambiguous')],
  },
  {
    number: 'Example 1.5.2', place: 'section 1.5.2', says: 'Bilateral trade without a common prior',
    shown: [trade('no-common-prior', 'bdp', 'bayesian', 'ambiguous', 'other-menus')],
    correction: 'with p_1(θ_2^1 | θ_1^2) = 0.2, where the print names a type twice (docs/errata-finite.md)',
  },
  {
    number: 'Table 1.5.2', place: 'section 1.5.2', says: 'Payoffs of Example 1.5.2',
    shown: [trade('bayesian', 'ambiguous')], tables: [{ showing: 0, of: 'payoffs' }],
  },
  {
    number: 'Remark: Other preferences', place: 'pages 36 to 38',
    says: 'The same transfers, with another multiple, work under α-maxmin and smooth ambiguity aversion',
    shown: [{ scenario: 'other-ambiguity', claims: ['alpha', 'smooth'] }],
    correction: 'for α > 1/2, with exactly 1/(2α - 1) times the multiple (docs/errata-finite.md)',
  },
];

const appendix: readonly Item[] = [
  {
    number: 'Lemma A.1.1', place: 'Appendix A.1', says: 'A balanced bet that is fair to truth and not to one lie', notComputable: PROOF,
    shown: [extraction('ambiguous', 'smallest-c')],
  },
  {
    number: 'Lemma A.1.2', place: 'Appendix A.1', says: 'Weights under which no row of a matrix with negative diagonal sums to zero',
    notComputable: PROOF, shown: [extraction('ambiguous')],
  },
  {
    number: 'Lemma A.1.3', place: 'Appendix A.1', says: 'One bet that is unfair to all lies', notComputable: PROOF,
    shown: [implementation('menu-size', 'smallest-c')],
  },
  {
    number: 'Table A.1.1', place: 'Appendix A.1', says: 'Payoffs with which necessity is proved',
    shown: [beliefs('implementation', 'necessary-1.4.2'), implementation('bayesian')], tables: [{ showing: 1, of: 'payoffs-by-type' }],
  },
  {
    number: 'Example A.1.1', place: 'Appendix A.1', says: 'An inefficient rule that ambiguous transfers do not implement',
    shown: [inefficient('bdp', 'ambiguous', 'threshold')],
  },
  {
    number: 'Table A.1.2', place: 'Appendix A.1', says: 'Outcomes of Example A.1.1',
    shown: [inefficient('ambiguous', 'threshold')], tables: [{ showing: 0, of: 'payoffs' }],
  },
  {
    number: 'Lemma A.1.4', place: 'Appendix A.1', says: 'Lemma A.1.1 without a common prior, under BDP and NCP*', notComputable: PROOF,
    shown: [withoutPrior('bdp', 'ncp-star', 'ambiguous')],
  },
  {
    number: 'Lemma A.1.5', place: 'Appendix A.1', says: 'Without a common prior and with BDP, NCP* holds for all agents but one',
    shown: [
      trade('no-common-prior', 'bdp'), { scenario: 'guo-1-5-2', verdicts: { 'ncp-star of buyer': 'yes' } }, withoutPrior('bdp', 'ncp-star'),
    ],
  },
  {
    number: 'Lemma A.1.6', place: 'Appendix A.1', says: 'A cycle of lies under an efficient rule with private values gains nothing',
    notComputable: PROOF, shown: [{ scenario: 'guo-a-1-1', values: { gain: [-2, -0.5] }, claims: ['threshold'] }],
  },
];

export const mechanismsWithAmbiguousTransfers: readonly Item[] = [...commonPrior, ...extensions, ...appendix];
