/** Song (2022), Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence. */
import type { Item, Paper, Showing } from './item.ts';
import { questions } from './song22-questions.ts';

const singleObject = (...claims: string[]): Showing => ({ scenario: 'single-object', claims });
const approximate = (...claims: string[]): Showing => ({ scenario: 'approximate-efficiency', claims });
const closer = (...claims: string[]): Showing => ({ scenario: 'approximate-efficiency', command: 'rate', claims });
const modified = (...claims: string[]): Showing => ({ scenario: 'modified-vcg', claims });
const smaller = (...claims: string[]): Showing =>
  ({ scenario: 'modified-vcg', command: 'rate', values: { 'informational-size': [0.1, 0.2, 0.4] }, claims });
const repair = (...claims: string[]): Showing => ({ scenario: 'monotone-repair', claims });
/** Equal slopes, where the repair is seen at its sharpest. */
const alike = (...claims: string[]): Showing => ({ scenario: 'monotone-repair', values: { slope: 1 }, claims });
const equivalence = (...claims: string[]): Showing => ({ scenario: 'equivalence', needs: 2 ** 20, claims });
const interdependent = (...claims: string[]): Showing => ({ scenario: 'interdependent-ambiguity', claims });
const auctions: Showing['values'] = { traders: [2, 4, 8, 16] };

const definitions: readonly Item[] = [
  {
    number: 'Definition 1', place: 'section 3',
    says: 'Full insurance pays every agent so that her utility at truthful reports does not depend on the others',
    shown: [singleObject('section-4.6')],
  },
  {
    number: 'Definition 2', place: 'section 4.1', says: 'ε-IC: no lie gains more than ε in the interim',
    shown: [{ scenario: 'epsilon-ic-is-not-enough', claims: ['a1-epsilon-ic', 'a1-epsilon-lic'] }],
  },
  {
    number: 'Definition 3', place: 'section 4.1', says: 'ε-LIC: no lie gains more than ε times its length',
    shown: [singleObject('example-2'), repair('before-lic')],
  },
  {
    number: 'Definition 4', place: 'section 4.2', says: 'ε-bounded: interim utility rises no faster than being served allows, plus ε',
    shown: [{ scenario: 'double-auction', claims: ['bounded-and-monotone'] }],
  },
  {
    number: 'Definition 5', place: 'section 4.2', says: 'ε-locally implementable: ε-LIC and ε-bounded with monotone interim utility',
    shown: [approximate('theorem-5.1-local'), { scenario: 'richness', claims: ['locally-implementable'] }],
  },
  { number: 'Definition 6', place: 'section 5.1.1', says: 'ε-ex post efficient rules', shown: [approximate('definition-7')] },
  {
    number: 'Definition 7', place: 'section 5.1.1', says: 'ε-efficient: a share of at least 1 - ε of welfare with probability 1 - ε',
    shown: [approximate('definition-7')],
  },
  {
    number: 'Definition 8', place: 'section 6.1',
    says: 'ε-local implementability with interdependent values; boundedness where they separate',
    shown: [interdependent('theorem-6.1')],
  },
  {
    number: 'Definition 9', place: 'section 6.2',
    says: 'ε-LIC with signals of several dimensions: length counts own-payoff relevant coordinates only',
    shown: [modified('irrelevant-information')],
  },
  {
    number: 'Definition 10', place: 'section 7',
    says: 'weakly ε-LIC: length counts all coordinates', shown: [modified('generalised-weakly-lic')],
  },
  {
    number: 'Definition 11', place: 'Appendix D',
    says: 'ε-bounded with signals of several dimensions', shown: [modified('theorem-6.2-regular')],
  },
  {
    number: 'Definition 12', place: 'Appendix F', says: 'ε-robust to own-payoff irrelevant information',
    shown: [modified('generalised-not-lic', 'irrelevant-information')],
  },
];

const examples: readonly Item[] = [
  { number: 'Example 1', place: 'section 2', says: 'One object among N bidders', shown: [singleObject('vickrey')] },
  {
    number: 'Example 2', place: 'section 4.1',
    says: 'ε-IC puts no restriction on a rule locally, ε-LIC does', shown: [singleObject('example-2')],
  },
  { number: 'Example 3', place: 'section 5.1', says: 'Pivotality holds for a single object', shown: [singleObject('example-3')] },
  {
    number: 'Example 4', place: 'section 5.1',
    says: 'Pivotality holds in bilateral trade', shown: [{ scenario: 'bilateral-trade', profiles: 4000, claims: ['example-4'] }],
  },
];

const PROOF = 'a step of a proof, about sets in the limit; what it serves is checked instead';

const results: readonly Item[] = [
  {
    number: 'Theorem 4.1', place: 'section 4.3', says: 'What is implementable with a little ambiguity is ε-locally implementable without',
    shown: [equivalence('theorem-4.1')],
    correction: 'for rules under which sets of types grow little when they are widened a little: as stated, a rule that tells '
      + 'rational from irrational reports refutes it (docs/ambiguity.md)',
  },
  {
    number: 'Theorem 4.2', place: 'section 4.3',
    says: 'A rich rule that is ε-locally implementable is implementable with a little ambiguity',
    shown: [
      equivalence('theorem-4.2', 'theorem-4.2-no-gain', 'bayesian-gain'), { scenario: 'richness', claims: ['theorem-4.2', 'exact-delta'] },
      { scenario: 'double-auction-ambiguity', claims: ['theorem-4.2'] },
    ],
  },
  {
    number: 'Lemma 4.1', place: 'section 4.4',
    says: 'Where values are the signals, ε-LIC mechanisms are ε-bounded if utility rises at most one for one',
    shown: [singleObject('lemma-4.1')],
  },
  {
    number: 'Proposition 4.1', place: 'section 4.5',
    says: 'A mechanism whose interim utility is not monotone can be repaired at the cost of a factor',
    shown: [repair('before', 'proposition-4.1-lic', 'proposition-4.1-bounded', 'delta-needed'), alike('proposition-4.1-monotone')],
  },
  {
    number: 'Proposition 4.2', place: 'section 4.5',
    says: 'With supermodular values boundedness may be asked of the steepest alternative alone',
    notComputable: 'the constant c is not given; that ε-LIC mechanisms are bounded is shown where values are the signals',
    shown: [singleObject('lemma-4.1')],
  },
  {
    number: 'Theorem 5.1', place: 'section 5.1',
    says: 'The efficient rule is ε-locally implementable where a nearly efficient rule is implementable',
    shown: [approximate('theorem-5.1-local', 'leaning-rule', 'full-insurance', 'distance'), closer('theorem-5.1')],
  },
  {
    number: 'Theorem 5.2', place: 'section 5.2', says: 'In large double auctions the CEM implements the efficient rule δ-locally',
    shown: [
      { scenario: 'double-auction', claims: ['theorem-5.2', 'exact-constants', 'efficient', 'rational-and-balanced'] },
      { scenario: 'double-auction', command: 'rate', values: auctions, claims: ['theorem-5.2-rate'] },
    ],
  },
  {
    number: 'Corollary 5.1', place: 'section 5.2',
    says: 'In double auctions δ-local implementability gives implementability with ambiguity δ',
    shown: [{ scenario: 'double-auction-ambiguity', claims: ['theorem-5.3', 'theorem-4.2'] }],
  },
  {
    number: 'Theorem 5.3', place: 'section 5.2',
    says: 'Large double auctions: efficient, incentive compatible with a little ambiguity, budget balanced, rational',
    shown: [
      {
        scenario: 'double-auction-ambiguity',
        claims: ['theorem-5.3', 'theorem-5.3-at-delta', 'theorem-5.3-efficient', 'theorem-5.3-rational', 'theorem-5.3-budget'],
      },
      { scenario: 'double-auction-ambiguity', command: 'rate', values: auctions, claims: ['theorem-5.3-vanishes'] },
    ],
  },
  {
    number: 'Theorem 6.1', place: 'section 6.1', says: 'Theorem 4.2 with interdependent values, nonseparable or additively separable',
    shown: [interdependent('theorem-6.1', 'boundedness')],
  },
  {
    number: 'Theorem 6.2', place: 'section 6.2', says: 'Modified VCG is ε-LIC where every agent is informationally small',
    shown: [modified('theorem-6.2-regular', 'exact-constants', 'efficient'), smaller('theorem-6.2', 'theorem-6.2-rate')],
  },
];

const lemmas: readonly Item[] = [
  {
    number: 'Lemma A1', place: 'Appendix A.2',
    says: 'Values are Lipschitz in the own signal',
    notComputable: PROOF, shown: [equivalence('theorem-4.1')],
  },
  {
    number: 'Lemma A2', place: 'Appendix A.4', says: 'Interim utility is monotone where the chance of service is large',
    notComputable: PROOF, shown: [alike('proposition-4.1-monotone')],
  },
  {
    number: 'Lemma A3', place: 'Appendix A.4',
    says: 'Interim utility is Lipschitz', notComputable: PROOF, shown: [repair('proposition-4.1-lic')],
  },
  ...['B4', 'B5', 'B6', 'B7', 'B8'].map((number): Item => ({
    number: `Lemma ${number}`, place: 'Appendix B', says: 'A nearly efficient rule differs from the efficient one on a set that vanishes',
    notComputable: PROOF, shown: [approximate('distance')],
  })),
  ...['D9', 'D10', 'D11'].map((number): Item => ({
    number: `Lemma ${number}`, place: 'Appendix D',
    says: 'Steps towards Theorem 6.1: what ε-LIC says along relevant and irrelevant coordinates',
    notComputable: PROOF, shown: [interdependent('theorem-6.1')],
  })),
  {
    number: 'Lemma E12', place: 'Appendix E', says: 'Small informational size makes the efficient sets of near types differ little',
    notComputable: PROOF, shown: [smaller('theorem-6.2')],
  },
  {
    number: 'Lemma F13', place: 'Appendix F', says: 'A weakly ξ-LIC mechanism of a ξ-robust rule can be made ε-LIC', notComputable: PROOF,
    shown: [modified('generalised-weakly-lic', 'irrelevant-information')],
  },
];

export const song22: Paper = {
  id: 'song22', title: 'Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence', authors: 'Song (2022)',
  items: [...definitions, ...examples, ...results, ...lemmas, ...questions],
};
