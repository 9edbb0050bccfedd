/** What coalitions own, what bundles are worth, and how prices bound what a coalition gets: by definition, for checks of core files. */
import type { ExchangeEconomy, FiniteModel } from '../../environment/finite/environment.ts';
import { InputError } from '../../errors.ts';
import { parseRational, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';

export type Economy = ExchangeEconomy<Rational>;
/** Members of a coalition with a type each. */
export interface Group { readonly agents: readonly number[]; readonly types: readonly number[] }

export const read = (texts: readonly string[], field: string): Rational[] => texts.map((text, k) => parseRational(text, `${field}.${k}`));

export const product = (a: readonly Rational[], b: readonly Rational[]): Rational => sum(a.map((value, k) => value.mul(b[k] ?? ZERO)));

export function readGroup({ agents }: FiniteModel, members: Readonly<Record<string, string>>, field: string): Group {
  const pairs = Object.entries(members).map(([name, type]) => {
    const agent = agents.findIndex((known) => known.name === name);
    if (agent < 0) throw new InputError(field, `'${name}' is no agent; known: ${agents.map((known) => known.name).join(', ')}`);
    const at = agents[agent]!.types.indexOf(type);
    if (at < 0) throw new InputError(`${field}.${name}`, `'${type}' is no type; known: ${agents[agent]!.types.join(', ')}`);
    return [agent, at] as const;
  });
  return { agents: pairs.map(([agent]) => agent), types: pairs.map(([, type]) => type) };
}

/** What the least piece is worth. */
export const worth = (economy: Economy, agent: number, type: number, bundle: readonly Rational[]): Rational =>
  economy.utilities[agent]![type]!.map(({ slopes, constant }) => product(slopes, bundle).add(constant))
    .reduce((least, value) => (value.compare(least) < 0 ? value : least));

/** What the group owns, by good. */
export const owned = ({ goods, endowments }: Economy, { agents }: Group): Rational[] =>
  goods.map((_, good) => sum(agents.map((agent) => endowments[agent]![good]!)));

/** The bound that prices and shares give on weights · utilities over redistributions; what is wrong with them instead. */
export function boundOf(
  economy: Economy, group: Group, weights: readonly Rational[], prices: readonly Rational[], shares: readonly (readonly Rational[])[],
): Rational | string {
  if (weights.length !== group.agents.length || shares.length !== group.agents.length || prices.length !== economy.goods.length)
    return 'has not one weight and row of shares a member and one price a good';
  if ([...weights, ...prices, ...shares.flat()].some((value) => sign(value) < 0)) return 'has a negative weight, price or share';
  let bound = product(prices, owned(economy, group));
  for (const [k, agent] of group.agents.entries()) {
    const pieces = economy.utilities[agent]![group.types[k]!]!;
    if (shares[k]!.length !== pieces.length || !sum(shares[k]!).equals(weights[k]!)) return 'has shares that do not sum to the weight';
    for (const [good, price] of prices.entries()) {
      const slope = sum(pieces.map(({ slopes }, piece) => slopes[good]!.mul(shares[k]![piece]!)));
      if (slope.compare(price) > 0) return `has a price of ${economy.goods[good]} below what a member would pay`;
    }
    bound = pieces.reduce((total, { constant }, piece) => total.add(constant.mul(shares[k]![piece]!)), bound);
  }
  return bound;
}

/** Whether bundles are what the group owns, or part of it. */
export const affordable = (economy: Economy, group: Group, bundles: readonly (readonly Rational[])[]): boolean =>
  bundles.length === group.agents.length
  && bundles.every((bundle) => bundle.length === economy.goods.length && bundle.every((value) => sign(value) >= 0))
  && owned(economy, group).every((total, good) => sum(bundles.map((bundle) => bundle[good]!)).compare(total) <= 0);
