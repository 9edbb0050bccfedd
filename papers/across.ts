/** Pictures across the papers, each of studies that a user can run by themselves. */
import type { Item, Paper, Showing } from './item.ts';

const SQUARE = [2, 4, 8, 16];
/** The same study that shows Song22 Theorem 5.3. */
const ambiguity: Showing = {
  scenario: 'double-auction-ambiguity', command: 'rate', values: { traders: SQUARE }, claims: ['theorem-4.2', 'total-variation-tight'],
};
const least: Showing = { scenario: 'least-epsilon', values: { traders: SQUARE }, claims: ['cem-not-optimal', 'order'] };
const seller = { agent: 'seller', against: 'sellers' } as const;
const prices: Showing = {
  scenario: 'double-auction-ambiguity', values: { kappa: [0, 0.25, 0.5, 0.75, 1], traders: 4 }, profiles: 400_000,
  claims: ['theorem-5.3', 'theorem-4.2', 'total-variation-tight'],
};
const priors: Showing = {
  scenario: 'random-revenue', values: { prior: Array.from({ length: 24 }, (_, i) => i + 1) }, claims: ['order', 'theorem-1.4.1', 'ben'],
};
const surplus = { quantity: 'fullSurplus' } as const;
const learned: Showing = {
  scenario: 'learned-auction', values: { network: ['global', 'local', 'menu'] }, profiles: 20_000,
  claims: ['menus-are-strategy-proof', 'penalties-leave-regret'],
};
const bidder = { showing: 0, agent: 'bidder 1', against: 'mechanism' } as const;

const figures: readonly Item[] = [
  {
    number: 'Figure: Five constants of one market', place: 'Song22, JM01', ours: true,
    says: 'Double auctions with as many sellers as buyers: the largest gain of a lie (ε-IC) falls fastest, then the ambiguity δ* by '
      + 'Prokhorov, then the least ε of any efficient, rational and balanced mechanism; ε-LIC falls slowest, and is weak ε-LIC where '
      + 'signals have one dimension, and δ* by total variation',
    shown: [ambiguity, least],
    plot: {
      title: 'Five constants of one market', across: 'Traders a side', up: 'Constant of a seller, or least one', log: 'both',
      series: [
        { label: 'ε-LIC = weak ε-LIC', showing: 0, quantity: 'epsilonLic', ...seller },
        { label: 'δ*, total variation', showing: 0, quantity: 'deltaStar', at: { metric: 'totalVariation' }, ...seller },
        { label: 'δ*, Prokhorov', showing: 0, quantity: 'deltaStar', at: { metric: 'prokhorov' }, ...seller },
        { label: 'least ε of any mechanism', showing: 1, quantity: 'leastEpsilon', against: 'sellers' },
        { label: 'ε-IC (largest gain)', showing: 0, quantity: 'epsilonIc', ...seller },
      ],
    },
  },
  {
    number: 'Figure: Who needs how much ambiguity', place: 'Song22 section 5.2', ours: true,
    says: 'Four sellers and four buyers: the side whose report can set the price needs ambiguity, in proportion to its weight κ in the '
      + 'price, by either distance; at κ = 1/2 both need half of what one needs alone',
    shown: [prices],
    plot: {
      title: 'Who needs how much ambiguity', across: 'κ: weight of the higher marginal report in the price', up: 'δ*',
      series: (['seller', 'buyer'] as const).flatMap((agent) => (['totalVariation', 'prokhorov'] as const).map((metric) => ({
        label: `${agent}s, ${metric === 'prokhorov' ? 'Prokhorov' : 'total variation'}`, showing: 0, quantity: 'deltaStar', agent,
        at: { metric }, against: 'kappa',
      }))),
    },
  },
  {
    number: 'Figure: Integrability gap and least epsilon', place: 'JM01 section 4', ours: true,
    says: 'Environments of interdependent values: how far private and social rates are from congruence, and the least gain per unit of lie '
      + 'that transfers leave; bars are certified brackets',
    shown: [
      { scenario: 'congruence', values: { 'own-b': [0.5, 1, 1.5, 2], 'external-a': [0.25, 0.5, 1] }, claims: ['theorem-4.3'] },
      { scenario: 'common-component', values: { other: [0.1, 0.25, 0.5, 0.75, 1] }, claims: ['impossible', 'nearly-possible'] },
    ],
    plot: {
      title: 'Integrability gap and least ε', across: 'Congruence gap', up: 'Least ε of the efficient rule', scattered: true,
      series: [
        { label: 'congruence', showing: 0, quantity: 'leastEpsilon', against: { quantity: 'congruenceGap' } },
        { label: 'common component', showing: 1, quantity: 'leastEpsilon', against: { quantity: 'congruenceGap' } },
      ],
    },
  },
  {
    number: 'Figure: Revenue at random priors', place: 'Guo18 section 1.4.1, Brooks23 page 22', ours: true,
    says: 'Two bidders at 24 random priors: a seller without beliefs collects least, one with fixed transfers most of the surplus, and '
      + 'ambiguous transfers collect all of it; every mark is exact',
    shown: [priors],
    plot: {
      title: 'Bayesian, ambiguous and ex post revenue', across: 'Full surplus of the prior', up: 'Revenue', scattered: true,
      series: [
        { label: 'ambiguous transfers', showing: 0, quantity: 'ambiguousRevenue', at: { allocation: 'free' }, against: surplus },
        {
          label: 'one rule of transfers', showing: 0, quantity: 'bayesianRevenue', at: { allocation: 'free', beliefs: 'prior' },
          against: surplus,
        },
        { label: 'ex post', showing: 0, quantity: 'exPostRevenue', against: surplus },
      ],
    },
  },
  {
    number: 'Figure: Regret of learned auctions', place: 'Song22 section 4.1', ours: true,
    says: 'Three auctions that were trained for revenue: mean and largest regret after the others\' bids are known, as computer scientists '
      + 'count it, and ε-IC and ε-LIC, as economists do; estimates are of gains found, bars reach to what is certified',
    shown: [learned],
    plot: {
      title: 'Regret of learned auctions', across: 'How the auction was trained', up: 'Regret, or gain per unit of lie', log: 'up',
      series: [
        { label: 'mean ex post regret', quantity: 'expectedExPostRegret', ...bidder },
        { label: 'largest ex post regret', quantity: 'maximumExPostRegret', ...bidder },
        { label: 'ε-IC', quantity: 'epsilonIc', ...bidder }, { label: 'ε-LIC', quantity: 'epsilonLic', ...bidder },
      ],
    },
  },
  {
    number: 'Figure: What Theorem 4.2 leaves', place: 'Song22 section 4.3', ours: true,
    says: 'The ambiguity that Theorem 4.2 asks for, and the ambiguity that is needed: by total variation nothing is left, by Prokhorov '
      + 'more and more as the market grows',
    shown: [ambiguity],
    plot: {
      title: 'What Theorem 4.2 leaves on the table', across: 'Traders a side', up: 'δ of a seller', log: 'both',
      series: [
        { label: 'δ of Theorem 4.2', showing: 0, quantity: 'sufficientDelta', ...seller },
        { label: 'δ*, total variation', showing: 0, quantity: 'deltaStar', at: { metric: 'totalVariation' }, ...seller },
        { label: 'δ*, Prokhorov', showing: 0, quantity: 'deltaStar', at: { metric: 'prokhorov' }, ...seller },
      ],
    },
  },
];

export const across: Paper = { id: 'across', title: 'Pictures across the papers', authors: 'Across papers', items: figures };
