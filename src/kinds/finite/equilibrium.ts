/** Interim coalitional equilibrium on the file's own type space: of truth in the rule's direct mechanism, and of the mechanism given. */
import { coalitionName } from '../../environment/finite/coalitions.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { typeSpaceOf, type TypeSpace } from '../../environment/finite/type-space.ts';
import {
  coalitionalDeviation, directMechanism, truthfulStrategies, type CoalitionalDeviation, type MessageMechanism, type Strategies,
} from '../../notions/finite/interim-coalitional-equilibrium.ts';
import { rationalText } from '../../programs/rational.ts';
import { equilibriumProof, type CoalitionRequest } from './coalition-proofs.ts';
import { emptyAnswer, joinAnswers, verdictRow, type FiniteAnswer } from './rows.ts';

interface Tested {
  readonly id: string;
  /** `Truth is`, `The strategies are`. */
  readonly subject: string;
  readonly mechanism: MessageMechanism;
  readonly strategies: Strategies;
  /** Names of messages, by agent. */
  readonly messages: readonly (readonly string[])[];
}

/** `{ann, bob} of types (low, high) send (yes, no): ann gains 1, bob gains 1/2`. */
function gainsText(
  { agents }: FiniteModel, space: TypeSpace, names: Tested['messages'], { coalition, types, messages, gains }: CoalitionalDeviation,
): string {
  const named = types.map((type, k) => space[coalition[k]!]![type]!.name).join(', ');
  const sent = messages.map((message, k) => names[coalition[k]!]![message]).join(', ');
  const gained = gains.map((gain, k) => `${agents[coalition[k]!]!.name} gains ${rationalText(gain)}`).join(', ');
  return `${coalitionName(agents, coalition)} of types (${named}) send (${sent}): ${gained}`;
}

/** With and without pooled information. */
function answerOf(request: CoalitionRequest, tested: Tested): FiniteAnswer {
  const { model, pattern, label, point } = request;
  const space = typeSpaceOf(model);
  const updates = model.mechanism?.updates === undefined ? {} : { updates: model.mechanism.updates };
  return joinAnswers([true, false].map((pooled): FiniteAnswer => {
    const deviation = coalitionalDeviation(model, space, tested.mechanism, tested.strategies, { pattern, pooled, ...updates });
    const words = `interim coalitional equilibrium (${label}, information ${pooled ? 'pooled' : 'not pooled'})`;
    const text = deviation === undefined
      ? `${tested.subject} an ${words}` : `${tested.subject} no ${words}: ${gainsText(model, space, tested.messages, deviation)}`;
    const at = { ...point, coalitions: label, information: pooled ? 'pooled' : 'own' };
    const verdict = { id: tested.id, ...verdictRow('market', at, deviation === undefined ? 'yes' : 'no', text) };
    const proofs = deviation === undefined ? equilibriumProof(request, tested.id, pooled, text) : [];
    return { ...emptyAnswer, verdicts: [verdict], proofs };
  }));
}

/** Nothing where beliefs are sets, or there are none. */
export function truthAnswer(request: CoalitionRequest): FiniteAnswer {
  const { model } = request;
  if (model.beliefs === undefined || model.beliefs.kind === 'belief-sets') return emptyAnswer;
  return answerOf(request, {
    id: 'interim-coalitional-equilibrium', subject: 'Truth is', mechanism: directMechanism(model),
    strategies: truthfulStrategies(typeSpaceOf(model)), messages: model.agents.map(({ types }) => types),
  });
}

/** The strategies of the file in its mechanism; nothing without one. Throws InputError where beliefs are sets, or there are none. */
export function givenMechanismAnswer(request: CoalitionRequest): FiniteAnswer {
  const { mechanism: given } = request.model;
  if (given === undefined) return emptyAnswer;
  const mechanism = {
    counts: given.messages.map(({ length }) => length),
    consequences: given.lotteries.map((lottery, at) => ({ lottery, money: given.transfers.map((row) => row[at]!) })),
  };
  return answerOf(request, {
    id: 'mechanism-equilibrium', subject: 'In the mechanism given the strategies are', mechanism, strategies: given.strategies,
    messages: given.messages,
  });
}
