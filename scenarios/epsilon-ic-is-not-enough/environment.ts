/** Song22 Appendix A.1: a mechanism that is epsilon-IC for any epsilon, and a rule that needs much ambiguity all the same. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { ChoiceRule, Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { ambiguityParameters, ambiguityQuestion } from '../support/ambiguity.ts';
import { checkParameters } from '../support/parameters.ts';
import { kinkedTable, kinkOf, type Example } from './example.ts';
import { leastSlopes } from './reference.ts';

export const PARAMETERS = {
  epsilon: {
    kind: 'number', description: 'epsilon of the example: bidder 1 who reports 1 - epsilon gets the object', default: 0.1, minimum: 0.001,
    maximum: 0.999,
  },
  escape: {
    kind: 'number',
    description: 'chance with which she does not get it after all; 0 is the example as printed, anything else makes the rule rich',
    default: 0,
    minimum: 0,
    maximum: 0.49,
  },
  ...ambiguityParameters,
} as const satisfies Record<string, Parameter>;

export function exampleOf(values: ParameterValues): Example {
  checkParameters(PARAMETERS, values);
  return { epsilon: Number(values.epsilon), escape: Number(values.escape) };
}

export const PRINTED = 'as printed';
export const LEAST = 'least ambiguity';

/** Below this signal of bidder 2 the object goes to bidder 1. */
const HALF = 0.5;

/**
 * p_1 = 1 where s2 < 1/2, and at s1 = 1 - epsilon where s2 <= 1, all of them, or s2 < 1 - escape. The report stands in the list of
 * reports, to 32 bits as here.
 */
export const exampleRule = ({ epsilon, escape }: Example): ChoiceRule =>
  ({ kind: 'stepped', threshold: HALF, exceptions: [{ at: Math.fround(1 - epsilon), threshold: escape > 0 ? 1 - escape : 2 }] });

const rival = (): number[] => kinkedTable(HALF, 0, 1);

/** Full insurance with mu^1 = s1 / 2 and mu^2 = max(s2 - 1/2, 0), and with the bidder 1's utility that needs the least ambiguity. */
function mechanismsOf(example: Example): Mechanism[] {
  const rule = exampleRule(example);
  const least = leastSlopes(example);
  return [
    { name: PRINTED, rule, transfers: { kind: 'insured-table', utility: [[0, HALF], rival()] } },
    { name: LEAST, rule, transfers: { kind: 'insured-table', utility: [kinkedTable(kinkOf(example), least.below, least.above), rival()] } },
  ];
}

const EIGHTHS = Array.from({ length: 9 }, (_, n) => n / 8);

/** Equal steps; for bidder 1 the report 1 - epsilon and others to both sides of it, for bidder 2 others round 1/2. */
export function reportsOf({ epsilon }: Example, agent: number): number[][] {
  const special = agent === 0
    ? [1 - epsilon, ...[1 / 2, 1 / 8].flatMap((share) => [1 - epsilon * share, 1 - epsilon - (1 - epsilon) * share * 0.25])]
    : [HALF - 1 / 64, HALF + 1 / 64];
  return [...new Set([...EIGHTHS, ...special].map(Math.fround))].sort((a, b) => a - b).map((report) => [report]);
}

export function environment(values: ParameterValues): SocialChoiceStudy {
  const example = exampleOf(values);
  const uniform = parseDistribution('uniform(0,1)', 'value');
  return {
    kind: 'social-choice',
    problem: singleObject({ laws: [uniform, uniform] }),
    mechanisms: mechanismsOf(example),
    agents: [0, 1],
    reports: (agent) => reportsOf(example, agent),
    ambiguity: ambiguityQuestion(values),
  };
}
