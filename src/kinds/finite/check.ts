/** Every condition of Guo18 chapter 1 on an environment, each with its witness, and which theorems then apply. */
import type { Solve } from '../../programs/solve.ts';
import { coalitionsUpTo, patternLabel } from '../../environment/finite/coalitions.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { heldBeliefs } from '../../environment/finite/held-beliefs.ts';
import { parameterValues } from '../../environment/finite/model.ts';
import type { CoreSource } from '../../notions/finite/exchange/core-file.ts';
import { incentives, isMechanism } from '../../notions/finite/incentives.ts';
import { beliefsDeterminePreferences } from '../../notions/finite/beliefs-determine-preferences.ts';
import { commonPrior } from '../../notions/finite/common-prior.ts';
import type { Condition } from '../../notions/finite/condition.ts';
import { convexIndependence } from '../../notions/finite/convex-independence.ts';
import { identifiability, positivePairs } from '../../notions/finite/identifiability.ts';
import { ncpStarStar } from '../../notions/finite/ncp-star-star.ts';
import { ncpStar } from '../../notions/finite/ncp-star.ts';
import { efficiency, exAnteSociallyRational, privateValues } from '../../notions/finite/rule-conditions.ts';
import { requireFewLies } from '../../notions/finite/robust-coalitional-ic.ts';
import { rationalText } from '../../programs/rational.ts';
import type { Point, Verdict } from '../../results/document.ts';
import { tradeAnswer } from './trade.ts';
import { ambiguousAnswer } from './ambiguous.ts';
import type { CoalitionRequest } from './coalition-proofs.ts';
import { coalitionAnswer } from './coalitions.ts';
import { coreAnswer } from './exchange.ts';
import { givenMechanismAnswer } from './equilibrium.ts';
import { necessityEconomies } from './economies.ts';
import { valueAnswer } from './values.ts';
import { emptyAnswer, joinAnswers, verdictRow, type FiniteAnswer } from './rows.ts';

const conditionRow = (point: Point, { id, agent, holds, text }: Condition): Verdict => ({
  id,
  ...verdictRow(agent, point, holds ? 'yes' : 'no', text),
});

async function priorCondition(model: FiniteModel, solve?: Solve): Promise<Condition> {
  const prior = await commonPrior(model, solve);
  const text =
    prior === undefined
      ? 'The beliefs come from no common prior'
      : `The beliefs come from a common prior: [${prior.map(rationalText).join(', ')}]`;
  return { id: 'common-prior', agent: 'market', holds: prior !== undefined, text };
}

/** Profiles of types beyond which conditions on beliefs, programs over all of them, are left out. */
const PROFILES_MAX = 400;

const tooManyProfiles = ({ profiles }: FiniteModel): string =>
  `Conditions on beliefs are left out: they are programs over all ${profiles.size} profiles of types, and at most ${PROFILES_MAX} are `
  + 'taken; leave types out of the file, or ask design, whose programs are larger, for the verdict of this environment';

/** Conditions on one belief a type. */
async function beliefConditions(model: FiniteModel, solve?: Solve): Promise<Condition[]> {
  return [
    await priorCondition(model, solve), ...positivePairs(model), ...beliefsDeterminePreferences(model), ...await convexIndependence(model,
      solve),
    ...await identifiability(model, solve), ...await ncpStar(model, solve), ...ncpStarStar(model),
  ];
}

/** Which of the sufficient conditions of Theorems 1.4.1-2 and 1.5.1-3 are met. */
function theorems(model: FiniteModel, conditions: readonly Condition[]): string[] {
  const all = (id: string): Condition[] => conditions.filter((condition) => condition.id === id);
  const short = new Set(all('beliefs-determine-preferences').filter(({ holds }) => !holds).map(({ agent }) => agent));
  const far = new Set(all('ncp-star').filter(({ holds }) => !holds).map(({ agent }) => agent));
  const prior = all('common-prior').every(({ holds }) => holds);
  const together = model.agents.filter(({ types }) => types.length > 1).length;
  if (together < 2)
    return ["Fewer than two agents have private information: Guo18's theorems do not speak of this environment (Appendix A.2)"];
  if (!all('positive-pairs').every(({ holds }) => holds))
    return ["Guo18's theorems assume that every pair of types has positive probability; ask design for a verdict"];
  if (prior) {
    if (short.size === 0)
      return [
        'Theorems 1.4.1 and 1.4.2: ambiguous transfers extract the full surplus and implement any efficient rule, whatever the payoffs',
      ];
    if (short.size === 1)
      return [
        `Theorem 1.5.1: ambiguous transfers implement any efficient rule where values are private, with ${[...short].join()} as budget `
          + 'breaker; not so where they are interdependent (Theorem 1.4.2)',
      ];
    return [
      'Theorem 1.5.1: for some private values not even ambiguous transfers implement an efficient rule; ask design for a verdict on '
        + 'this environment',
    ];
  }
  if (short.size === 0 && far.size === 0) return ['Theorem 1.5.2: ambiguous transfers implement any efficient rule, whatever the payoffs'];
  const blocked = [...short].some((agent) => [...far].some((other) => other !== agent));
  return [
    blocked
      ? 'Theorems 1.5.2 and 1.5.3 do not apply; ask design for a verdict'
      : 'Theorem 1.5.3: ambiguous transfers implement any efficient rule where values are private',
  ];
}

/** What a model was made of, for proofs. */
export type Source = Pick<CoalitionRequest, 'environment' | 'parameters'>;

const coreSource = (source?: Source): CoreSource | undefined => (source?.environment === undefined ? undefined
  : { file: source.environment.file, parameters: parameterValues(source.environment, source.parameters) });

/**
 * Throws InputError where beliefs are asked about and there are none to condition on, where a set of beliefs is empty,
 * and where there is too much to list.
 */
export async function checkModel(model: FiniteModel, point: Point = {}, solve?: Solve, source?: Source): Promise<FiniteAnswer> {
  const kept = isMechanism(model) && model.coalitions === undefined
    ? { ...emptyAnswer, verdicts: incentives(model).map((condition) => conditionRow(point, condition)) } : emptyAnswer;
  if (model.nature !== undefined)
    return model.rule === undefined ? tradeAnswer({ model, point, solve, source }) : kept;
  if (model.beliefs?.kind === 'belief-sets') heldBeliefs(model, 'interim');
  if (model.coalitions !== undefined && model.rule !== undefined) requireFewLies(model, model.coalitions);
  const payoffs = [...privateValues(model), ...efficiency(model), ...exAnteSociallyRational(model)];
  const single = model.beliefs?.kind === 'prior' || model.beliefs?.kind === 'beliefs';
  const few = model.profiles.size <= PROFILES_MAX;
  const beliefs = single && few ? await beliefConditions(model, solve) : [];
  const notes = !single ? ['No prior and no belief a type: conditions on beliefs are left out']
    : few ? theorems(model, beliefs) : [tooManyProfiles(model)];
  const decided = { ...emptyAnswer, verdicts: [...beliefs, ...payoffs].map((condition) => conditionRow(point, condition)), notes };
  const trade = model.exchange === undefined
    ? emptyAnswer
    : joinAnswers([await coreAnswer(model, point, solve, coreSource(source)), await valueAnswer(model, point, solve, coreSource(source))]);
  const pattern = model.coalitions ?? coalitionsUpTo(model.agents.length, 1);
  const label = patternLabel(model.agents, pattern);
  const given = givenMechanismAnswer({ model, pattern, label, point, ...source });
  const economies = single && few ? await necessityEconomies(model, point, solve) : emptyAnswer;
  const bets = single && model.rule === undefined && model.outcomes.length === 1 && model.exchange === undefined
    ? await tradeAnswer({ model, point, solve, source }) : emptyAnswer;
  if (model.coalitions === undefined || model.rule === undefined) return joinAnswers([decided, kept, given, trade, economies, bets]);
  const together = await coalitionAnswer({ model, pattern, label, point, ...(solve ? { solve } : {}), ...source });
  const worst = model.beliefs === undefined || model.beliefs.kind === 'belief-sets'
    ? await ambiguousAnswer(model, model.coalitions, point, solve) : emptyAnswer;
  return joinAnswers([decided, given, economies, together, worst]);
}
