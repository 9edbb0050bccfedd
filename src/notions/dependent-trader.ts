/**
 * A trader of a double auction whose type depends on the others': S_U(y | c) and S_L(y | c) given the own type c, by quadrature
 * (experiments/order-statistics/conditional.ts), in the seller's orientation. With P = S_U - S_L and M = (1 - w) S_U + w S_L
 *
 *     g(x, c) = int_c^x (w P(y | c) - (S_U(y | c) - S_U(x | c))) dy,  x >= c        (survival.ts, the law of the others given c)
 *
 * and lies downwards gain nothing. Under affiliation both survival functions fall in y and rise in c, so that on cells
 *     P(y | c) <= S_U(y_0 | c_1) - S_L(y_1 | c_0),
 *     g(x, c) <= w h_i P_ii + w h_k P_ik + (x_k - c_(i+1)) S_U(x_k | c_(i+1)) - int M(y | c_i) dy over [c_(i+1), x_k]
 * for c in cell i and x in cell k > i, h the widths of the cells and P_ik those bounds. Nothing is drawn: intervals hold without doubt.
 */
import { QUADRATURE_ERROR, type Conditional, type PairMass } from '../experiments/order-statistics/conditional.ts';
import { LOWEST_CHANCE, type CommonComponent, type Range } from '../experiments/order-statistics/common-component.ts';
import type { Interval } from '../statistics/interval.ts';
import type { CertifiedOnLine } from './certified.ts';

export interface DependentTable {
  /** Increasing; types and reports are x[0] .. x[own], numbers of others may lie beyond. */
  readonly x: Float64Array;
  readonly own: number;
  /** [own + 1][x.length]: row i given type x[i]. */
  readonly upper: readonly Float64Array[];
  readonly lower: readonly Float64Array[];
  readonly weight: number;
  /** -1 where the line was reflected. */
  readonly sign: 1 | -1;
}

const share = (p: number): number => Math.min(1, Math.max(0, p));

/** Bounds of P over cells: type in i, number in k. */
const pivotal = ({ upper, lower }: DependentTable, i: number, k: number): number =>
  share(upper[i + 1]![k]! - lower[i]![k + 1]! + 2 * QUADRATURE_ERROR);

/** int of M given type x[i] from x[a] to x[b], from below and from above. */
function integralOfM({ x, upper, lower, weight }: DependentTable, i: number): { low: Float64Array; high: Float64Array } {
  const [low, high] = [new Float64Array(x.length), new Float64Array(x.length)];
  const M = (j: number): number => (1 - weight) * upper[i]![j]! + weight * lower[i]![j]!;
  for (let j = 0; j + 1 < x.length; j++) {
    const width = x[j + 1]! - x[j]!;
    low[j + 1] = low[j]! + width * Math.max(0, M(j + 1) - QUADRATURE_ERROR);
    high[j + 1] = high[j]! + width * Math.min(1, M(j) + QUADRATURE_ERROR);
  }
  return { low, high };
}

/** mu(x[i]): what type x[i] gets by the truth, int M(y | x[i]) dy from x[i] on. */
export function interimUtility(table: DependentTable, i: number): Interval {
  const { low, high } = integralOfM(table, i);
  const [least, most] = [low.at(-1)! - low[i]!, high.at(-1)! - high[i]!];
  return { estimate: (least + most) / 2, lower: least, upper: most };
}

/** Averages over the trader's own law, its cdf given in the seller's orientation: mu and the chance of trade lie between cell by cell. */
export function dependentMeans(
  table: DependentTable, cdf: (x: number) => number,
): { readonly utility: Interval; readonly trade: Interval } {
  const { x, own, upper } = table;
  const [utility, trade] = [{ lower: 0, upper: 0 }, { lower: 0, upper: 0 }];
  let below = integralOfM(table, 0);
  for (let i = 0; i < own; i++) {
    const above = integralOfM(table, i + 1);
    const mass = cdf(x[i + 1]!) - cdf(x[i]!);
    utility.lower += mass * (below.low.at(-1)! - below.low[i + 1]!);
    utility.upper += mass * (above.high.at(-1)! - above.high[i]!);
    trade.lower += mass * share(upper[i]![i + 1]! - QUADRATURE_ERROR);
    trade.upper += mass * share(upper[i + 1]![i]! + QUADRATURE_ERROR);
    below = above;
  }
  const within = (ends: { lower: number; upper: number }): Interval => ({ ...ends, estimate: (ends.lower + ends.upper) / 2 });
  return { utility: within(utility), trade: within(trade) };
}

export interface DependentConstants {
  readonly lic: CertifiedOnLine;
  readonly ic: CertifiedOnLine;
}

/** Both constants over all types and reports; `quantile` of the own law, on the table's line. */
export function dependentConstants(
  table: DependentTable, conditional: Conditional, component: CommonComponent, quantile: (u: number) => number,
): DependentConstants {
  const { x, own, upper, lower, weight, sign } = table;
  const ic = { estimate: 0, lower: 0, upper: 0, type: 0, report: 0 };
  const lic = { estimate: 0, lower: 0, upper: 0, type: 0, report: 0 };
  if (weight === 0) return { lic: { ...zero }, ic: { ...zero } };
  for (let i = 0; i < own; i++) {
    const { low, high } = integralOfM(table, i);
    const width = x[i + 1]! - x[i]!;
    let most = pivotal(table, i, i);
    const near = weight * width * most;
    ic.upper = Math.max(ic.upper, near);
    lic.upper = Math.max(lic.upper, weight * most);
    const atTruth = weight * (upper[i]![i]! - lower[i]![i]!);
    if (atTruth > lic.estimate) Object.assign(lic, { estimate: atTruth, type: x[i]!, report: x[i + 1]! });
    lic.lower = Math.max(lic.lower, atTruth - 2 * QUADRATURE_ERROR);
    for (let k = i + 1; k <= own; k++) {
      const lie = x[k]! - x[i]!;
      const kept = upper[i]![k]!;
      const least = lie * (kept - QUADRATURE_ERROR) - (high[k]! - high[i]!);
      const middle = (least + lie * kept - (low[k]! - low[i]!)) / 2;
      if (middle > ic.estimate) Object.assign(ic, { estimate: middle, type: x[i]!, report: x[k]! });
      if (middle / lie > lic.estimate) Object.assign(lic, { estimate: middle / lie, type: x[i]!, report: x[k]! });
      ic.lower = Math.max(ic.lower, least);
      lic.lower = Math.max(lic.lower, least / lie);
      if (k === own) break;
      const here = pivotal(table, i, k);
      most = Math.max(most, here);
      const between = x[k]! - x[i + 1]!;
      const gain = near + weight * (x[k + 1]! - x[k]!) * here
        + between * (share(upper[i + 1]![k]! + QUADRATURE_ERROR)) - (low[k]! - low[i + 1]!);
      ic.upper = Math.max(ic.upper, gain);
      lic.upper = Math.max(lic.upper, between > 0 ? Math.min(weight * most, gain / between) : weight * most);
    }
  }
  const sharp = conditional.ofPairs && ofOneLaw(conditional.ofPairs, component, sign === 1);
  return { lic: sharp ? finished(ofSmallLie(sharp, weight, sign, quantile), sign) : finished(lic, sign), ic: finished(ic, sign) };
}

/** w sup P(c | c), which small lies approach: the type where it lies, and a lie some thousandth of the way to the law's nearer end. */
function ofSmallLie({ lower, upper, chance }: OfOneLaw, weight: number, sign: number, quantile: (u: number) => number): Witnessed {
  const lie = sign * 1e-3 * Math.min(chance, 1 - chance);
  return {
    estimate: weight * share(lower), lower: weight * (lower - QUADRATURE_ERROR), upper: weight * share(upper + QUADRATURE_ERROR),
    type: quantile(chance), report: quantile(chance + lie),
  };
}

const zero = { estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' } as const;

/** Type and report on the table's line. */
interface Witnessed extends Interval {
  readonly type: number;
  readonly report: number;
}

const finished = ({ estimate, lower, upper, type, report }: Witnessed, sign: number): CertifiedOnLine => ({
  estimate: Math.max(0, estimate),
  lower: Math.max(0, Math.min(estimate, lower)),
  upper: Math.max(estimate, upper),
  guarantee: 'continuum',
  ...(type === report ? {} : { witness: { type: sign * type, report: sign * report } }),
});

const STEP = 1e-3;

/**
 * sup P where all share one law, from below over pairs c = y, and from above over all pairs: P is log-concave in one coordinate, so three
 * points beside its top bound it.
 */
function ofOneLaw({ mass, centre }: PairMass, { diagonal, pairs, onDiagonal }: CommonComponent, above: boolean): OfOneLaw {
  const points = top(mass, diagonal, centre);
  const masses = points.map(mass);
  const lower = Math.max(...masses);
  const at = top(mass, pairs(above), centre).map(mass) as [number, number, number];
  const most = Math.max(...at);
  // Log-concave: from the middle outwards it rises no faster than it fell on the other side.
  const upper = most === 0 ? 0 : Math.max(most, (at[1] * at[1]) / Math.min(at[0], at[2]));
  const chance = Math.min(1 - LOWEST_CHANCE, Math.max(LOWEST_CHANCE, onDiagonal(points[masses.indexOf(lower)]!)));
  return { lower, upper: Math.max(upper, lower), chance };
}

interface OfOneLaw {
  readonly lower: number;
  readonly upper: number;
  /** Of the own type at which the lower end is reached. */
  readonly chance: number;
}

/** Two neighbours of the largest of a unimodal function and it, in order; ends where it lies at one. It is positive at `inside`. */
function top(mass: (x: number) => number, [from, to]: Range, inside: number): [number, number, number] {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  while (b - a > STEP / 4) {
    const [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
    const [atC, atD] = [mass(c), mass(d)];
    // Far out both are below the smallest share that is counted.
    if (atC === 0 && atD === 0) {
      if (c < inside) a = c;
      if (d > inside) b = d;
    } else if (atC >= atD) b = d;
    else a = c;
  }
  const middle = (a + b) / 2;
  return [Math.max(from, middle - STEP), middle, Math.min(to, middle + STEP)];
}
