/**
 * Myerson (1981) where values are few: at an independent prior the best Bayesian revenue is the expectation of the highest ironed virtual
 * value, or 0. The virtual value of v_k is v_k - (v_{k+1} - v_k) (1 - F(v_k)) / f(v_k), by each bidder's marginal law alone; ironed, it is
 * the nondecreasing function nearest to it in the f-weighted mean square: neighbours that fall are pooled to their mean.
 */
import { typesIn } from '../../../environment/finite/profiles.ts';
import { isZero, ONE, sum, ZERO, type Rational } from '../../../programs/rational.ts';
import type { AuctionModel } from './chains.ts';

/** Ironed virtual values of one bidder, by value. */
export function ironedVirtualValues(values: readonly Rational[], law: readonly Rational[]): Rational[] {
  let beyond = ONE;
  const blocks: { weight: Rational; total: Rational; size: number }[] = [];
  for (const [k, value] of values.entries()) {
    const weight = law[k]!;
    beyond = beyond.sub(weight);
    const step = (values[k + 1] ?? value).sub(value);
    let block = { weight, total: weight.mul(value).sub(step.mul(beyond)), size: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.total.mul(block.weight).compare(block.total.mul(last.weight)) > 0;
      last = blocks.at(-1)) {
      blocks.pop();
      block = { weight: block.weight.add(last.weight), total: block.total.add(last.total), size: block.size + last.size };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ weight, total, size }) => Array.from({ length: size }, () => total.div(weight)));
}

/** In units of money; undefined where the prior is not independent, or a value has probability 0. */
export function myersonRevenue({ auction, agents, profiles, beliefs }: AuctionModel): Rational | undefined {
  if (beliefs?.kind !== 'prior') return undefined;
  const prior = beliefs.probabilities;
  const types = prior.map((_, profile) => typesIn(profiles, profile));
  const laws = agents.map(({ types: own }, agent) => own.map((_, type) =>
    sum(prior.filter((__, profile) => types[profile]![agent] === type))));
  if (laws.flat().some(isZero)) return undefined;
  const independent = prior.every((probability, profile) =>
    types[profile]!.reduce((product, type, agent) => product.mul(laws[agent]![type]!), ONE).equals(probability));
  if (!independent) return undefined;
  const virtual = laws.map((law, agent) => ironedVirtualValues(auction.values[agent]!, law));
  return sum(prior.map((probability, profile) => probability.mul(types[profile]!.map((type, agent) => virtual[agent]![type]!)
    .reduce((best, value) => (value.compare(best) > 0 ? value : best), ZERO))));
}
