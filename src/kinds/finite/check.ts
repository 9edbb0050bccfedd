/** Every condition of Guo18 chapter 1 on an environment, each with its witness, and which theorems then apply. */
import type { Solve } from '../../programs/solve.ts';
import { coalitionsUpTo, patternLabel } from '../../environment/finite/coalitions.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { heldBeliefs } from '../../environment/finite/held-beliefs.ts';
import { parameterValues } from '../../environment/finite/model.ts';
import { modelOnTypeSpace } from '../../environment/finite/on-type-space.ts';
import type { CoreSource } from '../../notions/finite/exchange/core-file.ts';
import { incentives, isMechanism } from '../../notions/finite/incentives.ts';
import { beliefsDeterminePreferences, doubleTypes } from '../../notions/finite/beliefs-determine-preferences.ts';
import { commonPrior, typesApart } from '../../notions/finite/common-prior.ts';
import type { Condition } from '../../notions/finite/condition.ts';
import { convexIndependence } from '../../notions/finite/convex-independence.ts';
import { identifiability, positivePairs } from '../../notions/finite/identifiability.ts';
import { ncpStarStar } from '../../notions/finite/ncp-star-star.ts';
import { ncpStar } from '../../notions/finite/ncp-star.ts';
import { efficiency, exAnteSociallyRational, privateValues } from '../../notions/finite/rule-conditions.ts';
import { absentPayoffTypes, fullSupport } from '../../notions/finite/type-space-conditions.ts';
import { requireFewLies } from '../../notions/finite/robust-coalitional-ic.ts';
import { listText, type Rational } from '../../programs/rational.ts';
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

function priorCondition(prior: readonly Rational[] | undefined): Condition {
  const text = prior === undefined
    ? 'The beliefs come from no common prior'
    : `The beliefs come from a common prior: ${listText(prior)}`;
  return { id: 'common-prior', agent: 'market', holds: prior !== undefined, text };
}

/** Profiles of types beyond which conditions on beliefs, programs over all of them, are left out. */
const PROFILES_MAX = 400;

const tooManyProfiles = ({ profiles }: FiniteModel): string =>
  `Conditions on beliefs are left out: they are programs over all ${profiles.size} profiles of types, and at most ${PROFILES_MAX} are `
  + 'taken; leave types out of the file, or ask design, whose programs are larger, for the verdict of this environment';

/** One belief a type, of payoff types or of the types of a type space. */
const hasSingleBeliefs = ({ beliefs }: FiniteModel): boolean => beliefs?.kind === 'prior' || beliefs?.kind === 'beliefs';

interface OnBeliefs {
  readonly conditions: Condition[];
  /** The model with the prior that the beliefs follow from, where there is one and no other. */
  readonly under: FiniteModel;
  /** What does not apply, and why. */
  readonly left: string[];
}

/** Conditions on one belief a type. */
async function beliefConditions(model: FiniteModel, solve?: Solve): Promise<OnBeliefs> {
  const prior = await commonPrior(model, solve);
  const under: FiniteModel = prior === undefined ? model : { ...model, beliefs: { kind: 'prior', probabilities: prior } };
  const several = prior !== undefined && model.beliefs?.kind !== 'prior' && typesApart(model, prior).length > 0;
  const conditions = [
    priorCondition(prior), ...positivePairs(model), ...(model.payoffTypes === undefined ? [] : [fullSupport(model)]),
    ...beliefsDeterminePreferences(model), ...await convexIndependence(model, solve),
    ...await identifiability(under, solve), ...await ncpStar(model, solve), ...ncpStarStar(model),
  ];
  const left = prior === undefined
    ? ['Identifiability and ex ante social rationality speak of a common prior, and the beliefs come from none: they are left out']
    : several && model.rule !== undefined
      ? ['The beliefs follow from several priors, under which the expected surplus differs: ex ante social rationality is left out; give '
        + 'prior:'] : [];
  return { conditions, under: several ? model : under, left };
}

/** Which of the sufficient conditions of Theorems 1.4.1-2 and 1.5.1-3 are met. */
function theorems(model: FiniteModel, conditions: readonly Condition[]): string[] {
  const all = (id: string): Condition[] => conditions.filter((condition) => condition.id === id);
  const short = new Set(all('beliefs-determine-preferences').filter(({ holds }) => !holds).map(({ agent }) => agent));
  const far = new Set(all('ncp-star').filter(({ holds }) => !holds).map(({ agent }) => agent));
  const prior = all('common-prior').every(({ holds }) => holds);
  const doubles = model.agents.flatMap(({ name, types }, agent) => {
    const pair = doubleTypes(model, agent);
    return pair === undefined ? [] : [`${types[pair[0]]} and ${types[pair[1]]} of ${name}`];
  });
  const together = model.agents.filter(({ types }) => types.length > 1).length;
  if (together < 2)
    return ["Fewer than two agents have private information: Guo18's theorems do not speak of this environment (Appendix A.2)"];
  if (!all('positive-pairs').every(({ holds }) => holds))
    return ["Guo18's theorems assume that every pair of types has positive probability; ask design for a verdict"];
  if (doubles.length > 0)
    return [`${doubles.join(', ')} are alike in payoff type and belief, and Guo18's theorems are about types that differ; ask design`];
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

/** Why conditions on beliefs are not among the verdicts, or which theorems they meet. */
function beliefNotes(model: FiniteModel, seen: FiniteModel, conditions: readonly Condition[]): string[] {
  if (model.beliefs === undefined)
    return ['The file says nothing of beliefs: conditions on them are left out; give prior:, beliefs: or type-space:'];
  if (!hasSingleBeliefs(seen))
    return ['Types hold sets of beliefs: conditions on one belief a type are left out; a set of one is given under beliefs:'];
  const absent = absentPayoffTypes(model, seen);
  const onto = absent.length === 0 ? [] : [`No type of the space is of payoff type ${absent.join(', ')}, and Guo18 asks that every one has `
    + 'a type; conditions on payoffs and on all type spaces speak of them too'];
  return [...seen.profiles.size > PROFILES_MAX ? [tooManyProfiles(seen)] : theorems(seen, conditions), ...onto];
}

/**
 * Throws InputError where beliefs are asked about and there are none to condition on, where a set of beliefs is empty,
 * and where there is too much to list.
 */
export async function checkModel(model: FiniteModel, point: Point = {}, solve?: Solve, source?: Source): Promise<FiniteAnswer> {
  // What is asked of beliefs, on a type space, is asked of its types; what is asked of payoffs alone, of payoff types.
  const seen = modelOnTypeSpace(model);
  const kept = isMechanism(seen) && model.coalitions === undefined
    ? { ...emptyAnswer, verdicts: incentives(seen).map((condition) => conditionRow(point, condition)) } : emptyAnswer;
  if (model.nature !== undefined)
    return model.rule === undefined ? tradeAnswer({ model: seen, point, solve, source }) : kept;
  if (model.beliefs?.kind === 'belief-sets') heldBeliefs(model, 'interim');
  if (model.coalitions !== undefined && model.rule !== undefined) requireFewLies(model, model.coalitions);
  const single = hasSingleBeliefs(seen);
  const few = single && seen.profiles.size <= PROFILES_MAX;
  const beliefs = few ? await beliefConditions(seen, solve) : { conditions: [], under: seen, left: [] };
  const conditions = [...beliefs.conditions, ...privateValues(model), ...efficiency(model), ...exAnteSociallyRational(beliefs.under)];
  const decided = {
    ...emptyAnswer, verdicts: conditions.map((condition) => conditionRow(point, condition)),
    notes: [...beliefNotes(model, seen, beliefs.conditions), ...beliefs.left],
  };
  const trade = model.exchange === undefined
    ? emptyAnswer
    : joinAnswers([await coreAnswer(model, point, solve, coreSource(source)), await valueAnswer(model, point, solve, coreSource(source))]);
  const pattern = model.coalitions ?? coalitionsUpTo(model.agents.length, 1);
  const label = patternLabel(model.agents, pattern);
  const given = givenMechanismAnswer({ model, pattern, label, point, ...source });
  const economies = few ? await necessityEconomies(beliefs.under, point, solve) : emptyAnswer;
  const bets = single && model.rule === undefined && model.outcomes.length === 1 && model.exchange === undefined
    ? await tradeAnswer({ model: seen, point, solve, source }) : emptyAnswer;
  if (model.coalitions === undefined || model.rule === undefined) return joinAnswers([decided, kept, given, trade, economies, bets]);
  const together = await coalitionAnswer({ model, pattern, label, point, ...(solve ? { solve } : {}), ...source });
  const worst = model.beliefs === undefined || model.beliefs.kind === 'belief-sets'
    ? await ambiguousAnswer({ model, pattern, label, point, ...(solve ? { solve } : {}), ...source }) : emptyAnswer;
  return joinAnswers([decided, given, economies, together, worst]);
}
