/** Random auctions: bidder i is worth 1, 2, ..., as many as she has types, and the prior is that of the random environment. */
import type { StreamKey } from '../../../kernels/kernel.ts';
import { typeIn } from '../../environment/finite/profiles.ts';
import type { AuctionModel } from '../../mechanism/finite/auction/chains.ts';
import { rational, ZERO } from '../../programs/rational.ts';
import { randomModel, type RandomEnvironment } from './random-environment.ts';

/** Auction n of the stream: the object stays unsold or goes to a bidder, who gets what it is worth to her. */
export function randomAuction(key: StreamKey, index: number, law: RandomEnvironment): AuctionModel {
  const { agents, profiles, beliefs } = randomModel(key, index, { ...law, beliefs: 'prior' });
  const values = law.counts.map((count) => Array.from({ length: count }, (_, type) => rational(type + 1)));
  const worth = (agent: number, winner: number) => Array.from({ length: profiles.size }, (_, profile) =>
    (winner === agent ? values[agent]![typeIn(profiles, profile, agent)]! : ZERO));
  return {
    agents, profiles, auction: { values }, outcomes: ['unsold', ...agents.map(({ name }) => name)],
    payoffs: agents.map((_, agent) => [worth(agent, -1), ...agents.map((__, winner) => worth(agent, winner))]),
    ...(beliefs === undefined ? {} : { beliefs }),
  };
}
