/** What Song22 leaves open, and can be answered here. */
import type { Item, Showing } from './item.ts';

/** The study that shows Theorem 5.3 as well. */
const growing = (more: Partial<Showing>): Showing =>
  ({ scenario: 'double-auction-ambiguity', command: 'rate', values: { traders: [2, 4, 8, 16] }, ...more });
const ROOT = { atLeast: -0.6, atMost: -0.45 };
const auction = (values: Showing['values'], more: Partial<Showing>): Showing =>
  ({ scenario: 'double-auction', ...(values === undefined ? {} : { values }), ...more });

export const questions: readonly Item[] = [
  {
    number: 'Question: Rate of delta-star', place: 'section 5.2', ours: true,
    says: 'By Prokhorov the ambiguity that a double auction needs falls with nearly the first power of its size, from 2 to 16 traders a '
      + 'side; by total variation, as ε-LIC does, with about the square root',
    shown: [growing({
      claims: ['prokhorov-faster', 'total-variation-tight'],
      bounds: [
        {
          text: 'δ* by Prokhorov falls with an exponent below -0.85', quantity: 'deltaStar', agent: 'seller',
          at: { metric: 'prokhorov' }, fit: true, atMost: -0.85,
        },
        {
          text: 'δ* by total variation falls about as 1/√M', quantity: 'deltaStar', agent: 'seller', at: { metric: 'totalVariation' },
          fit: true, ...ROOT,
        },
        { text: 'and so does ε-LIC', quantity: 'epsilonLic', agent: 'seller', fit: true, ...ROOT },
      ],
    })],
  },
  {
    number: 'Question: Least epsilon beside the CEM', place: 'section 5.2', ours: true,
    says: 'Some efficient, individually rational, budget balanced mechanism is ε-LIC with less than a third of the CEM\'s ε, and its ε '
      + 'falls with the size where the CEM\'s falls with its root',
    shown: [{
      scenario: 'least-epsilon', values: { traders: [2, 4, 8, 16] }, claims: ['cem-not-optimal', 'order'],
      bounds: [
        { text: 'Sixteen a side: the least ε is below 0.035', quantity: 'leastEpsilon', at: { sellers: 16 }, atMost: 0.035 },
        { text: 'where the CEM has more than 0.13', quantity: 'epsilonLic', agent: 'seller', at: { sellers: 16 }, atLeast: 0.13 },
      ],
    }],
  },
  {
    number: 'Question: What Theorem 4.2 leaves', place: 'section 4.3', ours: true,
    says: 'Nothing by total variation; by Prokhorov its δ is more than twice what two traders a side need, and more than five times what '
      + 'sixteen need',
    shown: [growing({
      claims: ['theorem-4.2', 'total-variation-tight'],
      bounds: [
        { text: 'Two a side: δ of the theorem', quantity: 'sufficientDelta', agent: 'seller', at: { sellers: 2 }, atLeast: 0.43 },
        { text: 'and δ* by Prokhorov', quantity: 'deltaStar', agent: 'seller', at: { sellers: 2, metric: 'prokhorov' }, atMost: 0.2 },
        { text: 'Sixteen a side: δ of the theorem', quantity: 'sufficientDelta', agent: 'seller', at: { sellers: 16 }, atLeast: 0.139 },
        { text: 'and δ* by Prokhorov', quantity: 'deltaStar', agent: 'seller', at: { sellers: 16, metric: 'prokhorov' }, atMost: 0.0278 },
      ],
    })],
  },
  {
    number: 'Question: Unequal sides', place: 'section 5.2', ours: true,
    says: 'Three sellers, five buyers and a split price: the mechanism stays efficient, rational, balanced, bounded and monotone, both '
      + 'sides have a constant, and the longer side the larger one',
    shown: [auction({ sellers: 3, buyers: 5, kappa: 0.5 }, {
      claims: ['exact-constants', 'bounded-and-monotone', 'efficient', 'rational-and-balanced'],
      bounds: [
        { text: 'A seller', quantity: 'epsilonLic', agent: 'seller', atMost: 0.155 },
        { text: 'A buyer', quantity: 'epsilonLic', agent: 'buyer', atLeast: 0.155 },
      ],
    })],
  },
  {
    number: 'Question: Other laws', place: 'section 5.2', ours: true,
    says: 'Costs beta(2,3) and values normal between 0 and 1, eight a side: as with uniform laws, and ε-LIC a tenth higher',
    shown: [auction({ traders: 8, cost: 'beta(2,3)', value: 'truncated-normal(0.6,0.2,0,1)' }, {
      claims: ['exact-constants', 'bounded-and-monotone', 'efficient', 'rational-and-balanced'],
      bounds: [{ text: 'A seller', quantity: 'epsilonLic', agent: 'seller', atLeast: 0.21, atMost: 0.23 }],
    })],
  },
  {
    number: 'Question: Correlated types', place: 'section 5.2', ours: true,
    says: 'Four a side whose types depend by a Gaussian copula of correlation 1/2: a seller\'s constant is little more than half of 0.29, '
      + 'what it is with independent types',
    shown: [
      auction({ traders: 4, dependence: 'gaussian(0.5)' }, {
        bounds: [{ text: 'Dependent types', quantity: 'epsilonLic', agent: 'seller', atMost: 0.18 }],
      }),
      growing({ bounds: [{ text: 'Independent types', quantity: 'epsilonLic', agent: 'seller', at: { sellers: 4 }, atLeast: 0.28 }] }),
    ],
  },
  {
    number: 'Question: How large a market', place: 'section 5.2', ours: true,
    says: 'For ε = 0.1 the CEM takes more than 28 traders a side and no more than 40; the best mechanism takes four',
    shown: [
      auction({ traders: [28, 40] }, {
        bounds: [
          { text: 'Twenty-eight a side are too few', quantity: 'epsilonLic', agent: 'seller', at: { sellers: 28 }, atLeast: 0.1 },
          { text: 'Forty are enough', quantity: 'epsilonLic', agent: 'seller', at: { sellers: 40 }, atMost: 0.1 },
        ],
      }),
      {
        scenario: 'least-epsilon', values: { traders: [3, 4] },
        bounds: [
          { text: 'Three a side are too few for any mechanism', quantity: 'leastEpsilon', at: { sellers: 3 }, atLeast: 0.1 },
          { text: 'four are enough for the best one', quantity: 'leastEpsilon', at: { sellers: 4 }, atMost: 0.1 },
        ],
      },
    ],
  },
];
