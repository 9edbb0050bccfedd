/** An optimal auction with the multipliers that prove it, as a file that holds its environment; `verify/auction.ts` reads it. */
import { rationalText, ZERO, type Rational } from '../../../programs/rational.ts';
import { nested } from '../proof-file.ts';
import { byProfile, type AuctionModel, type Chain } from './chains.ts';
import type { ExPostAuction } from './ex-post-revenue.ts';

/**
 * `misreport.auction/1`. `downward` and `upward` are the multipliers of ex post incentive constraints against the next lower and the next
 * higher value, `participation` those of ex post participation, all `{ bidder: table }`.
 */
export function auctionFile(
  model: AuctionModel,
  environment: unknown,
  parameters: ReadonlyMap<string, Rational>,
  chains: readonly (readonly Chain[])[],
  { revenue, allocation, payments, ironing }: ExPostAuction,
): Record<string, unknown> {
  const table = (values: readonly (readonly Rational[])[]): Record<string, unknown> =>
    Object.fromEntries(model.agents.map(({ name }, agent) => [name, nested(model, (profile) => rationalText(values[agent]![profile]!))]));
  /** Of the two constraints between the values k - 1 and k, beyond what local downward ones need. */
  const multiplier = ({ agent, profiles, values }: Chain, k: number): Rational =>
    (k === 0 || k === profiles.length ? ZERO : ironing[agent]![profiles[k]!]!.div(values[k]!.sub(values[k - 1]!)));
  return {
    schema: 'misreport.auction/1', revenue: rationalText(revenue),
    parameters: Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)])), environment,
    allocation: table(allocation), payments: table(payments),
    downward: table(
      byProfile(model, chains, (chain) => chain.profiles.map((_, k) => (k === 0 ? ZERO : chain.tails[k]!.add(multiplier(chain, k))))),
    ),
    upward: table(byProfile(model, chains, (chain) => chain.profiles.map((_, k) => multiplier(chain, k + 1)))),
    participation: table(byProfile(model, chains, (chain) => chain.profiles.map((_, k) => (k === 0 ? chain.tails[0]! : ZERO)))),
  };
}
