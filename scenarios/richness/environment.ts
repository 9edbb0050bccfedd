/**
 * One object, and a rule that favours bidder 1 until some types of hers surely win and some of her rivals' surely lose (Song22 section
 * 4.3).
 */
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { valueTable } from '../../src/environment/table.ts';
import type { ChoiceRule, Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { ambiguityParameters, ambiguityQuestion } from '../support/ambiguity.ts';
import { checkParameters, nonnegativeDensity } from '../support/parameters.ts';
import { MECHANISMS, type Favour, type MechanismName } from './favour.ts';
import { serviceOf, utilityTable } from './reference.ts';

export const RULES = ['bonus', 'dictatorial'] as const;

export const PARAMETERS = {
  rule: {
    kind: 'choice', description: 'bidder 1 wins where her value plus a bonus is the largest, or always', default: 'bonus', choices: RULES,
  },
  bonus: {
    kind: 'number',
    description: 'bonus of bidder 1 in the choice, as a share of the width of the support; 0 is the efficient rule, which is rich',
    default: 0.25,
    minimum: 0,
    maximum: 1,
  },
  epsilon: {
    kind: 'number',
    description: 'how far the slope of insured utility is from the chance of winning: the epsilon-LIC constant',
    default: 0.1,
    minimum: 0.005,
    maximum: 0.25,
  },
  width: {
    kind: 'number', description: 'share of the types, highest or lowest, for whom it is off', default: 0.25, minimum: 0.05, maximum: 0.5,
  },
  residual: {
    kind: 'number',
    description: 'value of a unit of the signal to a bidder who does not get the object; above 0 no alternative leaves her indifferent',
    default: 0,
    minimum: 0,
    maximum: 1,
  },
  bidders: { kind: 'count', description: 'number of bidders N', default: 2, minimum: 2, maximum: 8 },
  value: { kind: 'distribution', description: "law of every bidder's signal", default: 'uniform(0,1)' },
  ...ambiguityParameters,
} as const satisfies Record<string, Parameter>;

export function favourOf(values: ParameterValues): Favour {
  checkParameters(PARAMETERS, values);
  const law = nonnegativeDensity(values, 'value');
  const [low, high] = law.support;
  return {
    dictatorial: values.rule === 'dictatorial',
    bonus: Number(values.bonus) * (high - low),
    epsilon: Number(values.epsilon),
    width: Number(values.width),
    residual: Number(values.residual),
    bidders: Number(values.bidders),
    law,
  };
}

export const AGENTS = ['bidder 1', 'bidder 2'] as const;

function ruleOf({ dictatorial, bonus, bidders }: Favour): ChoiceRule {
  if (dictatorial) return { kind: 'dictatorial', dictator: 0 };
  const first = (amount: number, rest: number): number[] => Array.from({ length: bidders }, (_, i) => (i === 0 ? amount : rest));
  return { kind: 'affine-maximizer', weights: first(1, 1), bonuses: first(bonus, 0) };
}

function problemOf({ bidders, law, residual }: Favour): SocialChoiceProblem {
  const names = Array.from({ length: bidders }, (_, i) => `bidder ${i + 1}`);
  return valueTable({
    agents: names,
    alternatives: names.map((name) => `${name} wins`),
    signals: 'one-dimensional',
    law,
    coefficients: names.map((_, k) => names.map((_, i) => names.map((_, j) => (i === j ? residual + Number(i === k) : 0)))),
  });
}

function mechanismOf(favour: Favour, name: MechanismName): Mechanism {
  // Rivals are alike.
  const [first, rival] = AGENTS.map((_, i) => utilityTable(favour, serviceOf(favour, i === 0), name)) as [number[], number[]];
  return {
    name,
    rule: ruleOf(favour),
    transfers: { kind: 'insured-table', utility: Array.from({ length: favour.bidders }, (_, i) => (i === 0 ? first : rival)) },
  };
}

/** The shortest lie that is tried, as a share of the type space: ratios are largest where lies are short. */
const SHORTEST_LIE = 2 ** -11;
/** Places in a region with an off utility where short lies are tried; which of them binds is for the law to say. */
const PLACES = [0, 1 / 4, 1 / 2, 3 / 4, 1] as const;

/** Equal steps, where types begin to win surely and cease never to win, and short lies in both regions. */
function reportsOf({ width, bonus, law: { support: [low, high] } }: Favour): number[][] {
  const places = [0, 1 - width].flatMap((from) => PLACES.map((place) => from + place * width));
  const short = [...places.filter((share) => share < 1).map((share) => share + SHORTEST_LIE), width - SHORTEST_LIE, 1 - SHORTEST_LIE];
  // By place of a fine grid, so that shares reached by different sums are one.
  const shares = new Set([...Array.from({ length: 9 }, (_, n) => n / 8), ...places, ...short].map((share) => Math.round(share * 2 ** 20)));
  const even = [...shares].map((place) => (place === 2 ** 20 ? high : low + ((high - low) * place) / 2 ** 20));
  // The worst lie may be to the very types from which one surely wins, or below which one never does: no fine grid stands for them.
  const ends = bonus < high - low ? [low + bonus, high - bonus] : [];
  return [...new Set([...even, ...ends])].sort((a, b) => a - b).map((report) => [report]);
}

export function environment(values: ParameterValues): SocialChoiceStudy {
  const favour = favourOf(values);
  return {
    kind: 'social-choice',
    problem: problemOf(favour),
    mechanisms: MECHANISMS.map((name) => mechanismOf(favour, name)),
    agents: [0, 1],
    // Worst cases against one opponent are computed lie by lie: few lies, and those that bind.
    ...(favour.bidders === 2 ? { reports: () => reportsOf(favour) } : {}),
    ambiguity: ambiguityQuestion(values),
  };
}
