/** What bets among bidders add to an ex post auction that they leave as good in the worst case, at several beliefs. */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import { joinProfile, typesIn } from '../../environment/finite/profiles.ts';
import { PROFILES_MAX } from '../../mechanism/finite/auction/limits.ts';
import type { AuctionModel, Chain } from '../../mechanism/finite/auction/chains.ts';
import { piStar } from '../../mechanism/finite/auction/pi-star.ts';
import { doubtfulBeliefs, sideBets, sideBetsFile, type SideBets } from '../../mechanism/finite/auction/side-bets.ts';
import { parameterValues } from '../../environment/finite/model.ts';
import { isZero, rationalText, type Rational } from '../../programs/rational.ts';
import type { Asked } from './asked.ts';
import { laidOut, type Block } from './proof-layout.ts';
import { emptyAnswer, exactRow, joinAnswers, shortText, verdictRow, type FiniteAnswer } from './rows.ts';

/** Money of side bets, by what the others report. */
function betBlocks({ agents, profiles }: AuctionModel, { money }: SideBets): Block[] {
  return agents.map(({ name }, agent) => ({
    title: `to ${name}`,
    rows: [
      [...agents.flatMap((other, i) => (i === agent ? [] : [other.name])), 'money'],
      ...money[agent]!.map((amount, others) => [
        ...typesIn(profiles, joinProfile(profiles, agent, 0, others)).flatMap((type, i) => (i === agent ? [] : [agents[i]!.types[type]!])),
        rationalText(amount),
      ]),
    ],
  }));
}

type Beliefs = readonly (readonly (readonly Rational[])[])[];

async function answerAt(asked: Asked, model: AuctionModel, name: string, beliefs: Beliefs): Promise<FiniteAnswer> {
  const where = { ...asked.shared, beliefs: name };
  const found = await sideBets(model, beliefs, asked.solve);
  if (found.status === 'undecided')
    return { ...emptyAnswer, verdicts: [verdictRow('market', where, 'undecided', `Side bets are not decided: ${found.reason}`)] };
  const estimates = [exactRow('sideBetRevenue', 'market', where, found.added, 'primal and dual of the program of bets meet')];
  if (isZero(found.added)) return { ...emptyAnswer, estimates };
  const text = `With side bets the best ex post auction collects ${shortText(found.added)} more at these beliefs, and no less at any`;
  const file = sideBetsFile(model, asked.environment.file, parameterValues(asked.environment, asked.parameters), beliefs, found);
  return {
    ...emptyAnswer, estimates, verdicts: [{ id: 'side-bets', ...verdictRow('market', where, 'yes', text) }],
    proofs: [{ name: `side-bets-${name}`, file, ...laidOut(betBlocks(model, found)) }],
  };
}

/**
 * Up to as many profiles as (P') is posed for: at the prior's own beliefs, at π* and at doubtful ones, which are the file's or, with three
 * bidders or more, some at which two disagree.
 */
export async function sideBetsAnswer(asked: Asked, model: AuctionModel, chains: readonly (readonly Chain[])[]): Promise<FiniteAnswer> {
  const doubtful = model.doubts ?? doubtfulBeliefs(model);
  if (doubtful === undefined || model.profiles.size > PROFILES_MAX) return emptyAnswer;
  const asks = [['prior', conditionalBeliefs(model)], ['piStar', piStar(chains)], ['doubtful', doubtful]] as const;
  const parts: FiniteAnswer[] = [];
  for (const [name, beliefs] of asks) parts.push(await answerAt(asked, model, name, beliefs));
  return joinAnswers(parts);
}
