/** What the questions about a choice rule share: flags for constraints, and the scenario without what is said of its own question. */
import { BUDGETS, PARTICIPATION, type SecondBestQuestion } from '../kinds/field/study-point.ts';
import type { Environment } from '../kinds/registry.ts';
import { robustStudyIn } from '../kinds/robust/study-point.ts';
import type { Parameter, ParameterValues, Scenario } from './scenario.ts';

/** In whose name rows of a market are. */
export const MARKET = 'market';
export const MONEY_MAX = 1e9;

export const DEFICIT = {
  kind: 'number', description: 'money per market that expected transfers may lose; negative: that they must collect', default: 0,
  minimum: -MONEY_MAX, maximum: MONEY_MAX,
} as const satisfies Parameter;

/** A flag that is one of a few words. */
export const choiceOf = (description: string, choices: readonly string[], asked = 'none'): Parameter =>
  ({ kind: 'choice', description, default: asked, choices });

/** Constraints that tie agents together, as flags; by default as given. */
export const participationAndBudget = (
  { individuallyRational, budget, deficit }: Pick<SecondBestQuestion, 'individuallyRational' | 'budget' | 'deficit'>,
): Readonly<Record<string, Parameter>> => ({
  'individually-rational': choiceOf('when agents may stay away, with utility zero', PARTICIPATION, individuallyRational),
  budget: choiceOf('whether transfers may add up to no more than the deficit', BUDGETS, budget),
  deficit: { ...DEFICIT, default: deficit ?? 0 },
});

/** The scenario without what is said of its own question. */
export function askedAnew({ references: _references, claims: _claims, ...rest }: Scenario): Scenario {
  return rest;
}

/** Rows would bear the name of a rule that a question about beliefs is about, and are of the efficient one: it is no parameter then. */
export function withoutMechanism(
  { parameters }: Scenario, environment: Environment,
): Pick<Scenario, 'parameters'> & { hidden: ParameterValues } {
  const { mechanism, ...rest } = parameters;
  return robustStudyIn(environment) && mechanism
    ? { parameters: rest, hidden: { mechanism: mechanism.default } } : { parameters, hidden: {} };
}
