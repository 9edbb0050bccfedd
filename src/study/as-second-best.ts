/** A scenario asked for its second best: for `misreport second-best`. */
import { InputError } from '../errors.ts';
import {
  BUDGETS, fieldStudyIn, PARTICIPATION, type AssignmentSecondBestQuestion, type MarketSecondBestQuestion, type SecondBestQuestion,
} from '../kinds/field/study-point.ts';
import type { Environment } from '../kinds/registry.ts';
import { checkedFields } from './asked-fields.ts';
import { environmentToAsk } from './environment-to-ask.ts';
import { askedAnew, MARKET, MONEY_MAX, participationAndBudget, withoutMechanism } from './rule-flags.ts';
import { marketOf, problemOf, PROBLEM_OR_MARKET, tradeOf, unlistedOf } from './rule-of.ts';
import type { Parameter, Scenario } from './scenario.ts';
import { environmentAtDefaults } from './sweep.ts';
import { withoutRule } from './without-rule.ts';

/** What a scenario that asks for the second best asks itself; nothing else where it asks something else. */
function askedBy(environment: Environment): Partial<SecondBestQuestion> {
  const asked = fieldStudyIn(environment);
  return asked?.question === 'second-best' ? asked : {};
}

/** Constraints on the mechanism, as flags; by default what the scenario asks itself. */
function constraintParameters(asked: Partial<SecondBestQuestion>): Readonly<Record<string, Parameter>> {
  const { permittedEpsilon, cells } = asked;
  return {
    ...participationAndBudget(asked),
    'permitted-epsilon': {
      kind: 'number', description: 'gain per unit of lie that is permitted', default: permittedEpsilon ?? 0, minimum: 0, maximum: MONEY_MAX,
    },
    cells: {
      kind: 'count', description: "cells of each agent's own gain, or of each signal; 0: so many that numbers settle", default: cells ?? 0,
      minimum: 0, maximum: 2 ** 18,
    },
  };
}

/** The question at one point. Throws InputError naming what is asked of markets of two traders alone. */
function secondBestAt(
  environment: Environment, scenario: Scenario, listed = true,
)
  : Pick<SecondBestQuestion, 'kind' | 'question' | 'problem'>
  | Pick<MarketSecondBestQuestion, 'kind' | 'question' | 'market'> | Pick<AssignmentSecondBestQuestion, 'kind' | 'question' | 'market'> {
  const unlisted = unlistedOf(environment);
  if (unlisted) return { kind: 'field', question: 'assignment-second-best', market: unlisted };
  const market = marketOf(environment);
  // Social choice problems have no laws with stretches in which nothing lies.
  const isGapped = market !== undefined && [market.cost, market.value].some(({ gaps = [] }) => gaps.length > 0);
  const problem = problemOf(environment, listed) ?? (isGapped ? undefined : tradeOf(environment));
  if (problem) return { kind: 'field', question: 'second-best', problem };
  if (!market) throw withoutRule(PROBLEM_OR_MARKET, scenario.name, environment);
  return { kind: 'field', question: 'market-second-best', market };
}

/** Throws InputError where more is permitted than a market can be asked about. */
function requireNoEpsilon(permitted: number): void {
  if (permitted === 0) return;
  throw new InputError('permitted-epsilon', `must be 0 where there are more than one seller and one buyer, got ${permitted}; `
    + 'least-epsilon tells from which ε on nothing at all is lost');
}

/** The same scenario asked for its second best. Throws InputError where it studies neither a social choice problem nor a double auction. */
export function asSecondBest(scenario: Scenario): Scenario {
  const { environment } = environmentAtDefaults(scenario);
  secondBestAt(environment, scenario, false);
  const own = askedBy(environment);
  const more = constraintParameters(own);
  const { parameters, hidden } = withoutMechanism(scenario, environment);
  return {
    ...(own.question ? scenario : askedAnew(scenario)),
    parameters: { ...more, ...parameters },
    environment: (values) => {
      const at = environmentToAsk(scenario, { ...hidden, ...values });
      const asked = {
        ...askedBy(at),
        individuallyRational: values['individually-rational'] as (typeof PARTICIPATION)[number],
        budget: values.budget as (typeof BUDGETS)[number], deficit: Number(values.deficit),
        ...(Number(values.cells) > 0 ? { cells: Number(values.cells) } : {}),
      };
      const permittedEpsilon = Number(values['permitted-epsilon']);
      const about = secondBestAt(at, scenario);
      if (about.question !== 'market-second-best') return checkedFields({ ...asked, ...about, permittedEpsilon }, more);
      requireNoEpsilon(permittedEpsilon);
      return checkedFields({ ...asked, ...about }, more);
    },
    primaryAgent: () => MARKET,
  };
}
