/**
 * The mechanisms that scenarios describe, judged from the definitions on small grids of types: what their titles and sources say of them.
 * Grids have ties between agents, both ends of the supports, and points off the even grid.
 */
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { onGrid } from '../predicates/on-grid.ts';
import {
  isBudgetBalanced, isEfficient, isExPostIncentiveCompatible, isExPostIndividuallyRational, isIncentiveCompatible, runsNoDeficit,
} from '../predicates/predicates.ts';
import { defaultValues } from './support/rows.ts';

const PREDICATES = {
  isBudgetBalanced, isEfficient, isExPostIncentiveCompatible, isExPostIndividuallyRational, isIncentiveCompatible, runsNoDeficit,
};
type Holds = Readonly<Partial<Record<keyof typeof PREDICATES, boolean>>>;

const SECOND_PRICE: Holds = {
  isEfficient: true, isExPostIncentiveCompatible: true, isExPostIndividuallyRational: true, runsNoDeficit: true, isBudgetBalanced: false,
};
const FIRST_PRICE: Holds = {
  isEfficient: true, isExPostIncentiveCompatible: false, isIncentiveCompatible: false, isExPostIndividuallyRational: true,
  runsNoDeficit: true,
};
const CASES: readonly (readonly [scenario: string, mechanism: string, values: Readonly<Record<string, number | string>>, Holds])[] = [
  ['single-object', 'second price', {}, SECOND_PRICE],
  ['single-object', 'first price, truthful bids', {}, FIRST_PRICE],
  // What the second price is worth in expectation is paid out whoever wins: optimal in expectation, not against every profile.
  ['single-object', 'full insurance', {}, { isEfficient: true, isIncentiveCompatible: true, isExPostIncentiveCompatible: false }],
  ['first-price', 'second price', {}, SECOND_PRICE],
  ['first-price', 'first price, truthful bids', {}, FIRST_PRICE],
  ['bilateral-trade', 'VCG', {}, {
    isEfficient: true, isExPostIncentiveCompatible: true, isExPostIndividuallyRational: true, runsNoDeficit: false,
  }],
  ['bilateral-trade', 'expected externality', {}, { isEfficient: true, isIncentiveCompatible: true, isBudgetBalanced: true }],
  ['bilateral-trade', 'posted price', {}, {
    isEfficient: false, isExPostIncentiveCompatible: true, isExPostIndividuallyRational: true, isBudgetBalanced: true,
  }],
  ['public-good', 'Clarke', {}, { isEfficient: true, isExPostIncentiveCompatible: true, runsNoDeficit: true }],
  ['public-good', 'expected externality', {}, { isEfficient: true, isIncentiveCompatible: true, isBudgetBalanced: true }],
  ['approximate-efficiency', 'leaning rule', { xi: 0.5, perturbation: 'bonus' }, { isEfficient: false, isExPostIncentiveCompatible: true }],
  ['modified-vcg', 'generalised VCG', {}, { isEfficient: true, isExPostIncentiveCompatible: false }],
  ['weak-congruence', 'generalised VCG', {}, { isEfficient: true }],
];

/** Own signals of every type: two or three places of each own law. */
function gridOf({ agents, signals }: SocialChoiceProblem): number[][][] {
  const places = (agent: number): readonly number[] => (agent === 0 ? [0, 0.37, 1] : agent === 1 ? [0.12, 0.37, 0.81] : [0.37, 0.93]);
  return agents.map((_, agent) => {
    const own = signals.filter(({ owner }) => owner === agent);
    return own.reduce<number[][]>(
      (types, { law }) => types.flatMap((type) => places(agent).map((place) => [...type, law.quantile(place)])), [[]],
    );
  });
}

describe.each(CASES)('%s: %s', (name, mechanismName, changes, holds) => {
  const scenario = scenarios.find((one) => one.name === name)!;
  const { problem, mechanisms } = scenario.environment(defaultValues(scenario, changes)) as unknown as {
    readonly problem: SocialChoiceProblem;
    readonly mechanisms: readonly Mechanism[];
  };
  const judged = onGrid(problem, mechanisms.find((one) => one.name === mechanismName)!, gridOf(problem));
  it.each(Object.entries(holds) as [keyof Holds, boolean][])('%s: %s', (predicate, expected) => {
    expect(PREDICATES[predicate](judged)).toBe(expected);
  });
});
