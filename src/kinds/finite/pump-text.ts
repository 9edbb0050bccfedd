/** A money pump in the words of the model. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import type { FiniteMechanism } from '../../mechanism/finite/design.ts';
import { Namer } from '../../mechanism/finite/question.ts';
import { isZero, sign, sum, type Rational } from '../../programs/rational.ts';
import { shortText } from './rows.ts';

/** What to do about one. */
export const PUMP_STEP = 'agents whose beliefs follow from one prior cannot be played off so: give prior:, or ask for --goal ex-post, '
  + 'which uses no beliefs';

/** Payments of an agent beyond which they are counted. */
const SHOWN = 4;

/** What the designer takes when they are made once, where that is known to be above 0: at every profile alike, or on average. */
function takenText({ agents, beliefs, profiles }: FiniteModel, [rule]: FiniteMechanism['menu']): string {
  const taken = Array.from({ length: profiles.size }, (_, profile) => sum(agents.map((__, agent) => rule![agent]![profile]!)).neg());
  const alike = taken.every((money) => money.equals(taken[0]!));
  const prior = beliefs?.kind === 'prior' ? beliefs.probabilities : undefined;
  const amount = alike ? taken[0] : prior && sum(taken.map((money, profile) => money.mul(prior[profile]!)));
  if (amount === undefined || sign(amount) <= 0) return '';
  return `; each time the designer takes ${shortText(amount)} ${alike ? 'at every profile' : 'on average under the prior'}`;
}

/**
 * Transfers that may be added again and again without any constraint growing harder, by agent and profile of types: `anna receives 3 at
 * (x, z) and pays 1 at (x, w)`. Agents without money in it are left out.
 */
export function pumpText(model: FiniteModel, { menu }: Pick<FiniteMechanism, 'menu'>): string {
  const namer = new Namer(model);
  const one = (money: Rational, profile: number): string =>
    `${sign(money) < 0 ? 'pays' : 'receives'} ${shortText(money.abs())} at ${namer.profile(profile)}`;
  const agents = menu[0]!.flatMap((table, agent) => {
    const moved = [...table.keys()].filter((profile) => !isZero(table[profile]!));
    if (moved.length === 0) return [];
    const shown = moved.slice(0, SHOWN).map((profile) => one(table[profile]!, profile));
    const rest = moved.length - shown.length;
    return [`${model.agents[agent]!.name} ${shown.join(', ')}${rest > 0 ? ` and so on at ${rest} more` : ''}`];
  });
  return `these transfers can be added again and again: ${agents.join('; ')}${takenText(model, menu)}`;
}
