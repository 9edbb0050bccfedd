/** Jehiel and Moldovanu (2001), Efficient Design with Interdependent Valuations; numbers as in the version of February 2000. */
import type { Paper, Showing } from './item.ts';

const congruence = (...claims: string[]): Showing => ({ scenario: 'congruence', claims });
/** Private and social rates in proportion. */
const congruent = (...claims: string[]): Showing =>
  ({ scenario: 'congruence', values: { 'own-b': 2, 'external-a': 0.5, 'external-b': 1 }, claims });
const loci = (...claims: string[]): Showing => ({ scenario: 'private-social-loci', claims });

export const jm01: Paper = {
  id: 'jm01', title: 'Efficient Design with Interdependent Valuations', authors: 'Jehiel and Moldovanu (2001)',
  items: [
    {
      number: 'Theorem 3.1', place: 'section 3',
      says: 'A mechanism is incentive compatible where the field of its chances is monotone and a gradient',
      shown: [congruent('conservative'), { scenario: 'weak-congruence', values: { externality: 1.7 }, claims: ['reversed'] }],
    },
    {
      number: 'Theorem 4.1', place: 'section 4',
      says: 'Where an agent holds information that only others care about, no efficient mechanism is incentive compatible',
      shown: [{ scenario: 'irrelevant-information', claims: ['theorem-4.1'] }],
    },
    {
      number: 'Example 4.2', place: 'section 4', says: 'A common component of two signals: impossible however small its weight',
      shown: [{ scenario: 'common-component', claims: ['impossible', 'nearly-possible'] }],
    },
    {
      number: 'Theorem 4.3', place: 'section 4',
      says: 'Efficient and incentive compatible only where private and social rates of substitution agree',
      shown: [congruence('theorem-4.3'), { scenario: 'second-best', claims: ['theorem-4.3'] }],
      correction: 'for pairs of alternatives that tie at the top with positive density: a pair that never does may violate (4.8) '
        + '(docs/errata-fields.md)',
    },
    {
      number: 'Example 4.4', place: 'section 4',
      says: 'Private and social indifference loci differ',
      shown: [loci('example-4.4', 'two-slopes', 'footnote-32')],
    },
    {
      number: 'Figure 1', place: 'section 4',
      says: 'The two loci in the plane of signals, drawn from the model by `misreport run private-social-loci`',
      shown: [loci('example-4.4')],
    },
    {
      number: 'Example 4.5', place: 'section 4',
      says: 'Congruent rates are exceptional among coefficients', shown: [congruence('theorem-4.3'), congruent('conservative')],
    },
    {
      number: 'Remark 1', place: 'section 4', says: 'The impossibility is not confined to linear values',
      shown: [{ scenario: 'private-social-loci', values: { curvature: 1 }, claims: ['example-4.4'] }],
    },
    {
      number: 'Remark 2', place: 'section 4', says: 'It holds wherever one agent has a signal of more than one dimension',
      shown: [{ scenario: 'multi-object', claims: ['condition-4.8'] }, loci('one-rate')],
    },
    {
      number: 'Remark 3', place: 'section 4', says: 'A reduction to one dimension gives second-best mechanisms',
      shown: [{ scenario: 'second-best', claims: ['second-order'] }],
    },
    {
      number: 'Theorem 5.1', place: 'section 5',
      says: 'One-dimensional signals: under weak congruence the efficient rule is implementable by (7.12)',
      shown: [{ scenario: 'weak-congruence', claims: ['theorem-5.1'] }],
    },
  ],
};
