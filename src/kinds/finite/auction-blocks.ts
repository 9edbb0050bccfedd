/** An optimal auction as a table: at every profile the virtual values, chances and payments; below it the posted prices. */
import { typesIn } from '../../environment/finite/profiles.ts';
import { byProfile, perWeight, type AuctionModel, type Chain } from '../../mechanism/finite/auction/chains.ts';
import { postedPrices, type ExPostAuction } from '../../mechanism/finite/auction/ex-post-revenue.ts';
import { ONE, rationalText, type Rational } from '../../programs/rational.ts';
import type { Block } from './proof-layout.ts';

/** Profiles beyond which tables are left to the file. */
const PROFILE_LIMIT = 60;

const dash = (value: Rational | undefined): string => (value === undefined ? '-' : rationalText(value));

function offers(chain: Chain, won: readonly Rational[]): string {
  const prices = postedPrices(chain, won);
  if (prices.length === 0) return 'no offer';
  return prices.map(
    ({ price, chance }) => (chance.equals(ONE) ? rationalText(price) : `${rationalText(price)} with chance ${rationalText(chance)}`),
  ).join(', ');
}

/** Virtual values are ironed; `-` at profiles of probability 0. */
export function auctionBlocks(
  model: AuctionModel, chains: readonly (readonly Chain[])[], { allocation, payments }: ExPostAuction,
): Block[] {
  const { agents, profiles } = model;
  if (profiles.size > PROFILE_LIMIT) return [{ lines: [`an auction over ${profiles.size} profiles; --proofs writes it to a file`] }];
  const [ironed, weights] = [byProfile(model, chains, (chain) => chain.ironed), byProfile(model, chains, (chain) => chain.weights)];
  const others = (agent: number, chain: Chain): string => {
    const types = typesIn(profiles, chain.profiles[0]!);
    return agents.flatMap(({ name, types: values }, i) => (i === agent ? [] : [`${name} ${values[types[i]!]}`])).join(', ');
  };
  const head = ['profile', ...agents.flatMap(({ name }) => [`virtual ${name}`, `wins`, 'pays'])];
  const rows = Array.from({ length: profiles.size }, (_, profile) => [
    `(${typesIn(profiles, profile).map((type, i) => agents[i]!.types[type]).join(', ')})`,
    ...agents.flatMap((__, i) => [
      dash(
        perWeight(ironed[i]![profile]!, weights[i]![profile]!),
      ), rationalText(allocation[i]![profile]!), rationalText(payments[i]![profile]!),
    ]),
  ]);
  const prices = chains.flat().map((chain) => {
    const against = agents.length > 1 ? ` against ${others(chain.agent, chain)}` : '';
    return `price for ${agents[chain.agent]!.name}${against}: ${offers(chain, allocation[chain.agent]!)}`;
  });
  return [{ rows: [head, ...rows] }, { lines: prices }];
}
