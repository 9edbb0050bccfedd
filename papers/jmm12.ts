/** Jehiel, Meyer-ter-Vehn and Moldovanu (2012), Locally robust implementation and its limits. */
import type { Item, Paper, Showing } from './item.ts';

const robust = (...claims: string[]): Showing => ({ scenario: 'locally-robust', claims });
const generic = (...claims: string[]): Showing => ({ scenario: 'generic-impossibility', claims });
const ALGEBRA = 'a statement about vectors, held as a property of random ones by the tests of `src/notions`; its use is checked instead';

const lemmas: readonly Item[] = [
  {
    number: 'Lemma 1', place: 'section 4',
    says: 'Locally robust implementation makes the expected field monotone and a gradient, for beliefs near the baseline',
    shown: [robust('locally-robust', 'not-ex-post')],
  },
  {
    number: 'Lemma 2', place: 'section 4', says: 'It makes the field conservative for every type of the other',
    shown: [robust('payoff-types-alone'), { scenario: 'locally-robust-deterministic', claims: ['locally-robust', 'not-ex-post'] }],
  },
  {
    number: 'Lemma 3', place: 'section 5', says: "A conservative field makes the agent's value constant along the boundary",
    shown: [{ scenario: 'locally-robust-deterministic', claims: ['locally-robust'] }],
  },
  {
    number: 'Figure 1', place: 'section 5',
    says: 'From integrability in expectation to a first-order condition: the order of Lemmas 1 to 3',
    notComputable: 'a diagram of the argument', shown: [generic('condition-5')],
  },
  { number: 'Lemma 4', place: 'section 5', says: 'At the boundary two gradients are parallel', shown: [generic('condition-5')] },
  {
    number: 'Theorem 1', place: 'section 5',
    says: 'For generic bilinear values no regular rule is locally robust implementable',
    shown: [generic('theorem-1', 'condition-5')],
  },
  {
    number: 'Lemma 5', place: 'Appendix',
    says: 'Two lines of vectors that are parallel three times have parallel directions', notComputable: ALGEBRA,
    shown: [generic('theorem-1')],
  },
  {
    number: 'Lemma 6', place: 'Appendix',
    says: 'Two segments of vectors that are parallel all along have one factor', notComputable: ALGEBRA,
    shown: [generic('theorem-1')],
  },
];

export const jmm12: Paper = {
  id: 'jmm12', title: 'Locally robust implementation and its limits', authors: 'Jehiel, Meyer-ter-Vehn and Moldovanu (2012)', items: lemmas,
};
