/** What happens when everyone tells the truth: utilities, participation, choices, welfare, money. */
import { CURVES, PER_MARKET, PROBABILITY, ROWS, VALUE, type Quantities } from './quantity.ts';

export const OUTCOMES = {
  interimUtility: {
    name: 'interim utility μ', symbol: 'μ', unit: VALUE, sign: 'any',
    meaning: 'the expected utility of a truthful agent who knows its own type',
    emitted: { 'double-auction': CURVES, 'social-choice': CURVES, field: CURVES },
  },
  interimIr: {
    name: 'least interim utility', symbol: 'min μ', unit: VALUE, sign: 'any', extremum: 'least',
    meaning: 'the lowest expected utility of a truthful agent who knows its own type; '
      + 'at least 0 where the mechanism is interim individually rational',
    emitted: { 'social-choice': ROWS, assignment: ROWS, certify: ROWS },
  },
  exAnteUtility: {
    name: 'ex ante utility', symbol: 'utility', unit: VALUE, sign: 'any',
    meaning: 'the expected utility of a truthful agent before its type is known',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS, assignment: ROWS, certify: ROWS },
  },
  exPostIr: {
    name: 'least ex post utility', symbol: 'min u', unit: VALUE, sign: 'any', extremum: 'least',
    meaning: 'the lowest utility a truthful agent ends with; at least 0 where the mechanism is ex post individually rational',
    emitted: { 'double-auction': ROWS, certify: ROWS },
  },
  exPostIrViolation: {
    name: 'ex post IR violation', symbol: 'ex post IR viol.', unit: PROBABILITY, sign: 'share',
    meaning: 'the probability that some agent ends below its outside option',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS, certify: ROWS },
  },
  tradeProbability: {
    name: 'trade probability', symbol: 'P(trade)', unit: PROBABILITY, sign: 'share',
    meaning: 'the probability that a truthful agent who knows its own type trades',
    emitted: { 'double-auction': CURVES },
  },
  exAnteTradeProbability: {
    name: 'ex ante trade probability', symbol: 'P(trade)', unit: PROBABILITY, sign: 'share',
    meaning: 'the probability that a truthful agent trades, before its type is known',
    emitted: { 'double-auction': ROWS },
  },
  choiceProbability: {
    name: 'choice probability', symbol: 'P(choice)', unit: PROBABILITY, sign: 'share',
    meaning: 'the probability that an alternative is chosen when everyone tells the truth',
    emitted: { 'social-choice': CURVES, field: CURVES },
  },
  expectedSurplus: {
    name: 'expected gains from trade', symbol: 'gains from trade', unit: PER_MARKET, sign: 'nonnegative',
    meaning: 'the expected gains from trade when everyone tells the truth',
    emitted: { 'double-auction': ROWS },
  },
  efficiency: {
    name: 'share of first best', symbol: 'efficiency', unit: 'share', sign: 'share',
    meaning: 'realised over first-best gains from trade',
    emitted: { 'double-auction': ROWS },
  },
  expectedTrades: {
    name: 'expected trades', symbol: 'trades', unit: 'units traded per market', sign: 'nonnegative',
    meaning: 'the expected number of units traded when everyone tells the truth',
    emitted: { 'double-auction': ROWS },
  },
  lostTrades: {
    name: 'share of trades lost', symbol: 'trades lost', unit: 'share', sign: 'share', fitted: true,
    meaning: 'expected efficient trades that are not made, over all expected efficient trades, when everyone tells the truth',
    emitted: { 'double-auction': ROWS },
  },
  lostWelfare: {
    name: 'share of first best lost', symbol: 'welfare lost', unit: 'share', sign: 'share', fitted: true,
    meaning: 'expected first-best gains from trade that are not realised, over all of them, when everyone tells the truth',
    emitted: { 'double-auction': ROWS },
  },
  surplusPerTrade: {
    name: 'budget surplus per trade', symbol: 'surplus per trade', unit: 'units of value per trade', sign: 'nonnegative', fitted: true,
    meaning: 'the expected money left with the market maker over the expected number of units traded',
    emitted: { 'double-auction': ROWS },
  },
  price: {
    name: 'posted price', symbol: 'price', unit: VALUE, sign: 'any',
    meaning: 'the price that is posted before anybody reports: as asked for, else the one of the largest expected gains from trade',
    emitted: { 'double-auction': ROWS },
  },
  welfare: {
    name: 'welfare', symbol: 'welfare', unit: VALUE, sign: 'any',
    meaning: 'the expected sum of the values of the chosen alternative',
    emitted: { 'social-choice': ROWS, assignment: ROWS, certify: ROWS },
  },
  firstBest: {
    name: 'first-best welfare', symbol: 'first best', unit: VALUE, sign: 'any',
    meaning: 'the expected sum of values of the best alternative',
    emitted: { 'social-choice': ROWS, assignment: ROWS },
  },
  welfareShare: {
    name: 'share of first best', symbol: 'welfare share', unit: 'share', sign: 'any',
    meaning: 'expected over first-best welfare; below 0 where what is chosen is worth less than nothing',
    emitted: { 'social-choice': ROWS, assignment: ROWS },
  },
  xiEfficiency: {
    name: 'ξ-efficiency', symbol: 'ξ', unit: 'units of value and probability', sign: 'nonnegative', extremum: 'largest',
    meaning: 'the smallest ξ for which every type gives a welfare loss below ξ a probability above 1 − ξ (Song22 Definition 7)',
    emitted: { 'social-choice': ROWS },
  },
  ruleDistance: {
    name: 'distance of rules d_G', symbol: 'd_G', unit: PROBABILITY, sign: 'share', extremum: 'largest', fitted: true,
    meaning: 'over all types and alternatives, the largest interim probability that one rule chooses the alternative and the other '
      + 'does not (Song22 section 7)',
    emitted: { 'social-choice': ROWS },
  },
  revenue: {
    name: 'revenue', symbol: 'revenue', unit: VALUE, sign: 'any',
    meaning: 'the expected money that agents pay on balance',
    emitted: { 'social-choice': ROWS, assignment: ROWS, certify: ROWS },
  },
  highestCompetitiveRevenue: {
    name: 'revenue at the highest competitive prices', symbol: 'highest comp. revenue', unit: VALUE, sign: 'any',
    meaning: 'the expected price of all objects at the highest prices at which supply meets demand; '
      + 'VCG payments are the lowest such prices',
    emitted: { assignment: ROWS },
  },
  priceViolationProbability: {
    name: 'probability that payments are not the lowest competitive prices', symbol: 'P(not lowest prices)', unit: PROBABILITY,
    sign: 'share',
    meaning: 'the share of profiles in which what winners pay are not the lowest prices at which supply meets demand',
    emitted: { assignment: ROWS },
  },
  budgetSurplus: {
    name: 'budget surplus', symbol: 'budget surplus', unit: PER_MARKET, sign: 'any',
    meaning: 'the expected money left with the market maker',
    emitted: { 'double-auction': ROWS },
  },
  deficitProbability: {
    name: 'probability of a deficit', symbol: 'P(deficit)', unit: PROBABILITY, sign: 'share',
    meaning: 'the share of profiles in which the mechanism pays out on balance',
    emitted: { 'social-choice': ROWS },
  },
  imbalanceProbability: {
    name: 'probability of imbalance', symbol: 'P(imbalance)', unit: PROBABILITY, sign: 'share',
    meaning: 'the share of profiles in which the budget does not balance',
    emitted: { 'social-choice': ROWS },
  },
} satisfies Quantities;
