/** Words of the quantities of social choice problems; of those they share with double auctions, see vocabulary.ts. */
/** A quantity in words. */
export interface QuantityWords {
  /** In full, as a row's name. */
  readonly name: string;
  /** Short, as a column's head. */
  readonly symbol: string;
  readonly unit: string;
  readonly meaning: string;
}

const words = (name: string, symbol: string, unit: string, meaning: string): QuantityWords => ({ name, symbol, unit, meaning });

const VALUE = 'units of value';
const PER_LIE = 'gain per unit of lie';
const CHANCE = 'probability';

export const SOCIAL_CHOICE_QUANTITIES: Readonly<Record<string, QuantityWords>> = {
  weakEpsilonLic: words('weak ε-LIC constant', 'weak ε-LIC', PER_LIE,
    'the smallest ε for which no lie gains more than ε times the largest change of a coordinate, own-payoff-irrelevant ones included (Song22 Definition 10)'),
  irrelevantGain: words('gain from irrelevant information', 'irrelevant gain', VALUE,
    'the most gained by lying about own-payoff-irrelevant information alone'),
  interimIr: words('least interim utility', 'min μ', VALUE,
    'the lowest expected utility of a truthful agent who knows its own type; at least 0 where the mechanism is interim individually rational'),
  exPostIr: words('least ex post utility', 'min u', VALUE, 'the lowest utility a truthful agent ended with; at least 0 where the mechanism is ex post individually rational'),
  exPostUtility: words('ex post utility', 'u', VALUE, 'the utility of a truthful agent once all signals are known'),
  exPostGainProbability: words('probability of gain in hindsight', 'P(hindsight gain)', CHANCE,
    'the share of profiles in which some report would have been better in hindsight, the others telling the truth'),
  largestExPostGain: words('largest gain in hindsight', 'max hindsight gain', VALUE, 'the most that any report would have gained in hindsight, the others telling the truth'),
  dominantStrategyGainProbability: words('probability that truth is not dominant', 'P(not dominant)', CHANCE,
    'the share of profiles of reports, truthful or not, against which some lie beats the truth'),
  largestDominantStrategyGain: words('largest gain against any reports', 'max gain', VALUE, 'the most that any lie gains against any reports of the others'),
  dominantStrategyGain: words('gain against any reports', 'dominant-strategy gain', VALUE, 'the most that a lie gains against any reports of the others; 0 where the truth is dominant'),
  choiceProbability: words('choice probability', 'P(choice)', CHANCE, 'the probability that an alternative is chosen when everyone tells the truth'),
  revenue: words('revenue', 'revenue', VALUE, 'the expected money that agents pay on balance'),
  welfare: words('welfare', 'welfare', VALUE, 'the expected sum of the values of the chosen alternative'),
  firstBest: words('first-best welfare', 'first best', VALUE, 'the expected sum of values of the best alternative'),
  welfareShare: words('share of first best', 'welfare share', 'share', 'expected over first-best welfare'),
  welfareLoss: words('welfare loss', 'welfare loss', VALUE, 'first-best less realised expected welfare'),
  budgetDeficit: words('budget deficit', 'deficit', VALUE, 'the expected money that the mechanism pays out on balance'),
  deficitProbability: words('probability of a deficit', 'P(deficit)', CHANCE, 'the share of profiles in which the mechanism pays out on balance'),
  imbalanceProbability: words('probability of imbalance', 'P(imbalance)', CHANCE, 'the share of profiles in which the budget does not balance'),
  highestCompetitiveRevenue: words('revenue at the highest competitive prices', 'highest comp. revenue', VALUE,
    'the expected price of all objects at the highest prices at which supply meets demand; VCG payments are the lowest such prices'),
  priceViolationProbability: words('probability that payments are not the lowest competitive prices', 'P(not lowest prices)', CHANCE,
    'the share of profiles in which what winners pay are not the lowest prices at which supply meets demand'),
  ruleDistance: words('distance of rules d_G', 'd_G', CHANCE,
    'over all types and alternatives, the largest interim probability that one rule chooses the alternative and the other does not (Song22 section 7)'),
  robustness: words('ε-robustness', 'ε-robust', CHANCE,
    'the largest interim probability that own-payoff-irrelevant information alone changes whether an alternative is chosen (Song22 Definition 12)'),
  xiEfficiency: words('ξ-efficiency', 'ξ', 'units of value and probability',
    'the smallest ξ for which every type gives a welfare loss below ξ a probability above 1 − ξ (Song22 Definition 7)'),
  xiExPostEfficiency: words('ex post ξ-efficiency', 'ex post ξ', VALUE, 'the largest welfare loss of any profile (Song22 Definition 6)'),
  informationalSize: words('informational size γ', 'γ', VALUE, "how much an agent's signal can move the others' values (Song22 section 6.2.1)"),
};

/** Quantities of the full-insurance mechanism under ambiguity; rows have `metric` or `beliefs` in their point. */
export const AMBIGUITY_QUANTITIES: Readonly<Record<string, QuantityWords>> = {
  deltaStar: words('ambiguity needed δ*', 'δ*', 'size of the set of beliefs',
    "the smallest δ for which truth-telling is exactly optimal in the full-insurance mechanism built from this mechanism's interim utility, beliefs being those within δ of the prior"),
  sufficientDelta: words("ambiguity that Theorem 4.2 asks for", 'sufficient δ', 'size of the set of beliefs',
    'the δ for which Song22 Theorem 4.2 (or 6.1) guarantees incentive compatibility, from the ε-LIC constant, ε-boundedness and the slopes of valuations'),
  guaranteedEpsilon: words('ε that Theorem 4.1 guarantees', 'guaranteed ε', PER_LIE,
    'the ε-LIC constant that incentive compatibility under δ* ambiguity implies under the prior (Song22 Theorem 4.1): the largest loss by ambiguity per unit of lie'),
  ambiguousGain: words('largest gain under ambiguity', 'gain under ambiguity', VALUE,
    'the most gained by a lie in the full-insurance mechanism, evaluated by the worst belief of the set; at most 0 where truth-telling is exactly optimal'),
  waldGain: words('largest gain under all beliefs', 'gain under all beliefs', VALUE,
    'the most gained by a lie in the full-insurance mechanism whatever the others\' signals; above 0 no ambiguity makes truth-telling optimal'),
  insuredBudget: words('ex ante budget under full insurance', 'insured budget', VALUE,
    'the expected gains from trade less the interim utilities that full insurance pays out, to a designer who is ambiguity neutral; 0 where the mechanism it is built from balances its budget (Song22 section 4.6)'),
  implementabilityDelta: words('ambiguity the rule needs', 'needed δ', 'size of the set of beliefs',
    'the smallest δ for which the rule is implementable by any transfers at all: the greatest probability of service at every higher type is at least the least at every lower one (Song22 (4))'),
};
