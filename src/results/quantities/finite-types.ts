/** What exact programs say of finite types: verdicts, revenues, menus, thresholds. */
import { CURVES, PROBABILITY, ROWS, VALUE, type Quantities } from './quantity.ts';

const VERDICT = 'share (1 yes, 0 no)';

export const FINITE_TYPES = {
  implementable: {
    name: 'implementable', symbol: 'implementable', unit: VERDICT, sign: 'share',
    meaning: 'whether some transfers implement the rule with interim incentive compatibility and individual rationality',
    emitted: { finite: ROWS },
  },
  extractable: {
    name: 'full surplus extractable', symbol: 'extractable', unit: VERDICT, sign: 'share',
    meaning: 'whether some mechanism collects the full surplus under every transfer rule of its menu (Guo18 (1.1))',
    emitted: { finite: ROWS },
  },
  fullSurplus: {
    name: 'full surplus', symbol: 'full surplus', unit: VALUE, sign: 'nonnegative',
    meaning: 'the expected total payoff of the best outcome at every profile of types',
    emitted: { finite: ROWS },
  },
  bayesianRevenue: {
    name: 'best Bayesian revenue', symbol: 'Bayesian revenue', unit: VALUE, sign: 'any',
    meaning: 'the most that one transfer rule collects in expectation, interim incentive compatible and individually rational',
    emitted: { finite: ROWS },
  },
  sideBetRevenue: {
    name: 'revenue added by side bets', symbol: 'side bets', unit: VALUE, sign: 'any',
    meaning: 'the most that bets among bidders, on what the others report and of at most 1 each, add to the revenue of an ex post auction',
    emitted: { finite: ROWS },
  },
  exPostRevenue: {
    name: 'best revenue ex post', symbol: 'ex post revenue', unit: VALUE, sign: 'any',
    meaning: 'the most that is collected in expectation by mechanisms in which truth and participation are best at every profile',
    emitted: { finite: ROWS },
  },
  pointwiseRevenue: {
    name: 'highest virtual values', symbol: 'virtual values', unit: VALUE, sign: 'nonnegative',
    meaning: 'the expected highest virtual value, or 0, with multipliers named by virtual: an upper bound on the best revenue ex post',
    emitted: { finite: ROWS },
  },
  exPostShare: {
    name: 'share of the gain ex post', symbol: 'ex post share', unit: 'share', sign: 'share',
    meaning: 'what rules with truth best at every profile gain over the best constant outcome, as a share of what the first best gains',
    emitted: { finite: ROWS },
  },
  tradable: {
    name: 'trade on beliefs', symbol: 'trade', unit: VERDICT, sign: 'share',
    meaning: 'whether agents exchange money that all types accept and from which some, or all, strictly gain',
    emitted: { finite: ROWS },
  },
  ambiguousRevenue: {
    name: 'best revenue of ambiguous transfers', symbol: 'ambiguous revenue', unit: VALUE, sign: 'any',
    meaning: 'the most that a menu of transfer rules collects, alike under every rule, from agents who fear the worst of them',
    emitted: { finite: ROWS },
  },
  subsidy: {
    name: 'least subsidy', symbol: 'subsidy', unit: VALUE, sign: 'any',
    meaning: 'the least s with which one transfer rule implements the rule whose transfers add up to s at every profile (balance exact), '
      + 'or to at most s (no-deficit): money from outside, or collected where it is negative',
    emitted: { finite: ROWS },
  },
  menuSize: {
    name: 'smallest menu', symbol: 'menu size', unit: 'size of the menu', sign: 'nonnegative',
    meaning: 'the fewest transfer rules with which an ambiguous menu implements the rule; 1 is a Bayesian mechanism',
    emitted: { finite: ROWS },
  },
  stake: {
    name: 'smallest stake', symbol: 'stake', unit: VALUE, sign: 'nonnegative',
    meaning: 'the least sup norm of a bet for which the base plus and minus the bet implement the rule',
    emitted: { finite: ROWS },
  },
  smallestC: {
    name: 'smallest multiple of the bet', symbol: 'smallest c', unit: 'share of the given bet', sign: 'nonnegative',
    meaning: 'the least multiple of a given bet that makes every lie unprofitable',
    emitted: { finite: ROWS },
  },
  threshold: {
    name: 'threshold', symbol: 'threshold', unit: 'units of the parameter', sign: 'any',
    meaning: 'a value of the parameter at which the verdict flips',
    emitted: { finite: ROWS },
  },
  coalitionalIncentiveCompatible: {
    name: 'robust coalitional incentive compatible', symbol: 'coalitional IC', unit: VERDICT, sign: 'share',
    meaning: 'whether no coalition that can form has a lie that all members may gain from (Guo18 Definition 2.4.2)',
    emitted: { finite: ROWS },
  },
  coalitionalMonotonic: {
    name: 'robust coalitional monotonic', symbol: 'coalitional monotonicity', unit: VERDICT, sign: 'share',
    meaning: 'whether some coalition objects to every lie that changes the outcome (Guo18 Definition 2.4.4, or the condition named)',
    emitted: { finite: ROWS },
  },
  robustlyImplementable: {
    name: 'robustly coalitional implementable', symbol: 'robustly implementable', unit: VERDICT, sign: 'share',
    meaning: 'whether theorems settle that some mechanism has the rule as its only equilibrium outcome in all type spaces (Guo18 2.5)',
    emitted: { finite: ROWS },
  },
  endowmentUtility: {
    name: 'utility of the endowment', symbol: 'u(e)', unit: VALUE, sign: 'any',
    meaning: 'what a type has without trade', emitted: { finite: ROWS },
  },
  coreNonEmpty: {
    name: 'maximin core not empty', symbol: 'core', unit: VERDICT, sign: 'share',
    meaning: 'whether some allocation leaves no coalition a better one at any types, worst cases counted (Guo18 Definition 3.6.1)',
    emitted: { finite: ROWS },
  },
  coreUtility: {
    name: 'utility in the maximin core', symbol: 'core utility', unit: VALUE, sign: 'any',
    meaning: 'the least and the most that the core gives a type in its worst case', emitted: { finite: ROWS },
  },
  valueNonEmpty: {
    name: 'maximin value exists', symbol: 'value', unit: VERDICT, sign: 'share',
    meaning: 'whether some allocation gives everyone her weighted Shapley value at every profile (Guo18 Definition 3.6.2)',
    emitted: { finite: ROWS },
  },
  valueUtility: {
    name: 'utility at the maximin value', symbol: 'value utility', unit: VALUE, sign: 'any',
    meaning: 'what the value of a profile gives an agent', emitted: { finite: ROWS },
  },
  valueWeight: {
    name: 'weight of the maximin value', symbol: 'lambda', unit: 'share of the weights', sign: 'share',
    meaning: 'the weight that makes an agent\'s utility her Shapley value at the profile', emitted: { finite: ROWS },
  },
  revenueGap: {
    name: 'gap at π*', symbol: 'gap', unit: 'share of the revenue at π*', sign: 'share',
    meaning: 'what a Bayesian mechanism collects at beliefs π* beyond the best ex post, as a share of it; among random priors',
    emitted: { finite: ROWS },
  },
  revenueGapLaw: {
    name: 'law of the gap at π*', symbol: 'law of the gap', unit: PROBABILITY, sign: 'share',
    meaning: 'the probability that the gap at π* of a random prior is at most a value', axis: 'Gap at π* (share of the revenue there)',
    emitted: { finite: CURVES },
  },
  stakeLaw: {
    name: 'law of the smallest stake', symbol: 'law of the stake', unit: PROBABILITY, sign: 'share',
    meaning: 'the probability that a random environment has a stake of at most a value', axis: 'Smallest stake (units of value)',
    emitted: { finite: CURVES },
  },
  utilityFrontier: {
    name: 'utility frontier', symbol: 'frontier', unit: VALUE, sign: 'any',
    meaning: 'the most that the second agent can have by what the first has', emitted: { finite: CURVES },
  },
  priorShare: {
    name: 'share of environments', symbol: 'share', unit: PROBABILITY, sign: 'share',
    meaning: 'the probability that a random environment of the law named has the statistic, for an agent or for all together',
    emitted: { finite: ROWS },
  },
} as const satisfies Quantities;
