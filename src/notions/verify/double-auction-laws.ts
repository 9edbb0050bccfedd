/**
 * Laws of a file `misreport.double-auction/1`: where types are, how likely a type next to a gap trades, and what lies beyond the outermost
 * points of laws without an end.
 *
 * Of types that tie each gets her share. With B(n, p) buyers of n beyond a level of chance p and K sellers who keep their goods from them,
 * H(p) = E min(B(n, p), (m - K)^+) goods are theirs, and dH/dp = n Pr(B(n - 1, p) + K < m): so a buyer whose ties have chances from p to p'
 * gets one with chance (H(p') - H(p)) / (n (p' - p)). H is Σ_{j >= 1} Pr(B >= j) Pr(K <= m - j). Sellers alike, who keep what buyers do not
 * take.
 */
import { gapsOf, type Distribution } from '../../distributions/distribution.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { countedOf } from './binomial-sums.ts';

/** An open interval without types, and ends of the chance to trade of the type next to it, the less eager one. */
export interface Gap {
  readonly low: number;
  readonly high: number;
  readonly chance: readonly [number, number];
}

export interface MarketLaw {
  readonly support: readonly [number, number];
  /** Of its values; infinite where there is none. */
  readonly ends: readonly [number, number];
  readonly atoms: NonNullable<Distribution['atoms']>;
  readonly gaps: readonly Gap[];
  /** Pr(X <= x), Pr(X > x) and Pr(X = x). */
  upTo(x: number): number;
  beyond(x: number): number;
  at(x: number): number;
  /** Whether types lie on both sides of the interval: it is inside the support, or past an end that is none. */
  holds(from: number, to: number): boolean;
  /** E (X - x)^+ past an upper end that is none, E (x - X)^+ past a lower one; else 0. */
  excess(x: number): number;
  shortfall(x: number): number;
}
export type Laws = readonly [MarketLaw, MarketLaw];

type Sides = { readonly sellers: number; readonly buyers: number };

/** Of H, as a share of the goods. */
const ROUNDING = 4e-12;

/** Ends of Pr(B(size - 1, p) + K < goods), p running evenly over what ties; K of `others` beyond. */
function shareOf(size: number, { ahead, tied }: { readonly ahead: number; readonly tied: number },
  { count, chance }: { readonly count: number; readonly chance: number }, goods: number): readonly [number, number] {
  if (tied === 0) {
    const share = countedOf([[size - 1, ahead], [count, chance]]).below(goods);
    return [Math.max(0, share - ROUNDING), Math.min(1, share + ROUNDING)];
  }
  const taken = countedOf([[count, chance], [0, 0]]);
  const going = (p: number): number => {
    const own = countedOf([[size, p], [0, 0]]);
    let sum = 0;
    for (let j = 1; j <= Math.min(size, goods); j++) sum += (1 - own.below(j)) * taken.below(goods - j + 1);
    return sum;
  };
  const share = (going(Math.min(1, ahead + tied)) - going(ahead)) / (size * tied);
  const doubt = (ROUNDING * Math.min(size, goods)) / (size * tied);
  return [Math.max(0, share - doubt), Math.min(1, share + doubt)];
}

function lawOf(text: string, field: string): Omit<MarketLaw, 'gaps'> & { readonly open: readonly (readonly [number, number])[] } {
  const law = parseDistribution(text, field);
  const { whole, support, atoms = [] } = law;
  if (!support.every(Number.isFinite)) throw new InputError(field, 'must have types between two numbers, or a law that misreport knows');
  if (whole && whole.mean === undefined) throw new InputError(field, 'must be a law that has a mean');
  const ends = whole?.ends ?? support;
  const isOpen = [ends[0] === -Infinity, ends[1] === Infinity];
  return {
    support, ends, atoms, open: gapsOf(law),
    upTo: (x) => (whole ?? law).cdf(x),
    beyond: (x) => whole?.survival(x) ?? law.survival?.(x) ?? 1 - law.cdf(x),
    at: (x) => atoms.find(({ at }) => at === x)?.mass ?? 0,
    holds: (from, to) => (isOpen[0]! || from >= support[0]) && (isOpen[1]! || to <= support[1]),
    excess: (x) => (isOpen[1] ? whole!.excess(x) : 0),
    shortfall: (x) => (isOpen[0] ? whole!.shortfall(x) : 0),
  };
}

/** Of sellers and of buyers. Throws InputError naming `cost` or `value`. */
export function marketLaws({ sellers, buyers, cost, value }: Sides & { readonly cost: string; readonly value: string }): Laws {
  const [costs, values] = [lawOf(cost, 'cost'), lawOf(value, 'value')];
  const ofSeller = costs.open.map(([low, high]): Gap => {
    const ties = { ahead: costs.beyond(high), tied: costs.at(high) };
    const [least, most] = shareOf(sellers, ties, { count: buyers, chance: values.beyond(high) }, sellers);
    return { low, high, chance: [1 - most, 1 - least] };
  });
  const ofBuyer = values.open.map(([low, high]): Gap => {
    const ties = { ahead: values.beyond(low), tied: values.at(low) };
    const kept = { count: sellers, chance: Math.min(1, costs.beyond(low) + costs.at(low)) };
    return { low, high, chance: shareOf(buyers, ties, kept, sellers) };
  });
  return [{ ...costs, gaps: ofSeller }, { ...values, gaps: ofBuyer }];
}

/**
 * What lies beyond the first and the last point: of Φ at most, and ends of D. There a seller sells, and is not needed to, with no more than
 * the chance that one of the others is that far out, and a buyer buys likewise on the other side; chances add up to means of what lies
 * there.
 */
export function tailsOf({ sellers, buyers }: Sides, [costs, values]: Laws, places: readonly { readonly x: number }[]):
  { readonly charge: number; readonly loss: readonly [number, number] } {
  const [first, last] = [places[0]!.x, places.at(-1)!.x];
  const far = sellers * ((sellers - 1) * costs.excess(last) + buyers * values.excess(last));
  const near = buyers * (sellers * costs.shortfall(first) + (buyers - 1) * values.shortfall(first));
  const sell = costs.ends[1] === Infinity;
  const buy = values.ends[0] === -Infinity;
  return {
    charge: buyers * values.excess(last) + sellers * costs.shortfall(first) + (sell ? far : 0) + (buy ? near : 0),
    loss: [-(sell ? 0 : far) - (buy ? 0 : near), sellers * costs.shortfall(first) + (sell ? far : 0)],
  };
}
