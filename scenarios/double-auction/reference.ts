/**
 * Exact values from formulas (Song22 Appendix C), for traders who share one law and, of the epsilon-LIC constant, for two laws.
 * They are shown beside estimates as labelled references and serve as oracles in tests; no estimate is made from them.
 *
 * With N others of common law G and rank r, K = number of others below x is binomial(N, G(x)), so
 * P(x) = Pr(K = r), S_U(x) = Pr(K <= r), S_L(x) = Pr(K < r).
 */
import betainc from '@stdlib/math-base-special-betainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import { binomialSumAt, type BinomialGroup } from '../../src/statistics/binomial-sum.ts';
import { gapsOf, isDiscrete, massBelow } from '../../src/distributions/distribution.ts';
import { traderProblem, type DoubleAuction, type Trader, type TraderProblem } from '../../src/environment/double-auction.ts';
import { independentAtoms } from '../../src/experiments/order-statistics/conditional-atoms.ts';
import { atomConstants } from '../../src/notions/dependent-atoms.ts';
import type { Agent, Reference } from '../../src/results/document.ts';
import { goldenSection } from '../support/quadrature.ts';

const SOURCE = 'Song22 Appendix C';

/** Level to Pr(binomial(N, level) = r). */
function binomialMassOf(N: number, r: number): (level: number) => number {
  if (r < 0 || r > N) return () => 0;
  const ways = gammaln(N + 1) - gammaln(r + 1) - gammaln(N - r + 1);
  return (level) => {
    if (level <= 0) return r === 0 ? 1 : 0;
    if (level >= 1) return r === N ? 1 : 0;
    return Math.exp(ways + r * Math.log(level) + (N - r) * Math.log1p(-level));
  };
}

/** Pr(binomial(N, level) = r). */
export const binomialMass = (N: number, r: number, level: number): number => binomialMassOf(N, r)(level);

/** Pr(binomial(N, level) <= r) = Pr(Y_(r+1) >= x). */
export function binomialCdf(N: number, r: number, level: number): number {
  if (r < 0) return 0;
  if (r >= N || level <= 0) return 1;
  return level >= 1 ? 0 : betainc(level, r + 1, N - r, true, true);
}

/** Song22's bound (2M - 1) / (M sqrt(pi (M - 1))) on the seller's epsilon-LIC constant at kappa = 0, M >= 2. */
export const songBound = (M: number): number => (2 * M - 1) / (M * Math.sqrt(Math.PI * (M - 1)));

/**
 * The exact epsilon-LIC constant: the weight times the largest P, at G(x) = r / N; where G jumps over that, at the level before or after
 * an atom.
 */
export function exactEpsilonLic({ pivotalWeight, rank, law }: TraderProblem, N: number): number {
  const { atoms = [] } = law;
  const wanted = rank / N;
  const [low, high] = law.support;
  // No lie passes below the lowest type or above the highest.
  const levels = atoms.flatMap(({ at, mass }) => [...(at > low ? [law.cdf(at) - mass] : []), ...(at < high ? [law.cdf(at)] : [])]);
  const jumpsOver = atoms.some(({ at, mass }) => wanted > law.cdf(at) - mass && wanted < law.cdf(at));
  const reached = atoms.length === 0 || (!isDiscrete(law) && !jumpsOver);
  return pivotalWeight * Math.max(...(reached ? [wanted] : levels).map((level) => binomialMass(N, rank, level)));
}

/** Traders a side at which the others' two counts are still added up term by term. */
const CONVOLVED_MAX = 1024;
/** Quantiles of either law between which P is looked at before its best place is refined. */
const PLACES = 256;

/**
 * The same for two laws without atoms: the largest, over the trader's own types, of Pr(K1 + K2 = r), K1 and K2 binomial. Undefined for
 * very many traders.
 */
export function exactEpsilonLicOfTwoLaws({ pivotalWeight, rank, law, others }: TraderProblem): number | undefined {
  const groups = others.filter(({ count }) => count > 0);
  const [one, two] = groups;
  const hasAtoms = ({ atoms = [], gaps = [] }: TraderProblem['law']): boolean => atoms.length + gaps.length > 0;
  if (!one || hasAtoms(law) || groups.some((group) => group.count > CONVOLVED_MAX || hasAtoms(group.law))) return undefined;
  const N = one.count + (two?.count ?? 0);
  // Nobody else is needed below, or above: P goes to one with types that have no end there.
  const [from, to] = law.whole?.ends ?? law.support;
  if ((rank === 0 && from === -Infinity) || (rank === N && to === Infinity)) return pivotalWeight;
  const P = (x: number): number => {
    if (!two) return binomialMass(one.count, rank, one.law.cdf(x));
    const [first, second] = [one.law.cdf(x), two.law.cdf(x)];
    let sum = 0;
    for (let k = Math.max(0, rank - two.count); k <= Math.min(one.count, rank); k++) {
      sum += binomialMass(one.count, k, first) * binomialMass(two.count, rank - k, second);
    }
    return sum;
  };
  // Types that have no end go on past all others.
  const ends = [law, ...groups.map((group) => group.law)].map(({ support }) => support);
  const low = from === -Infinity ? Math.min(...ends.map(([least]) => least)) : law.support[0];
  const high = to === Infinity ? Math.max(...ends.map(([, most]) => most)) : law.support[1];
  const quantiles = [law, ...groups.map((group) => group.law)].flatMap((each) =>
    Array.from({ length: PLACES + 1 }, (_, i) => each.quantile(i / PLACES)));
  const places = [low, ...quantiles.filter((x) => x > low && x < high).sort((a, b) => a - b), high];
  const heights = places.map(P);
  const top = heights.indexOf(Math.max(...heights));
  const refined = goldenSection(P, places[Math.max(0, top - 1)]!, places[Math.min(places.length - 1, top + 1)]!, STEPS);
  return pivotalWeight * Math.max(heights[top]!, refined.value);
}

/** Of two discrete laws: at lies from types that are atoms to those of others, and at the shortest ones. */
export const exactEpsilonLicOfAtoms = (problem: TraderProblem): number | undefined =>
  ([problem, ...problem.others].some(({ law, count = 0 }: Partial<TraderProblem['others'][number]>) =>
    count > CONVOLVED_MAX || law!.atoms!.length > PAIRED_MAX) ? undefined
    : atomConstants(independentAtoms(problem), problem.pivotalWeight, problem.trader === 'seller' ? 1 : -1).lic.estimate);

/** Of golden sections, each from the neighbours of the best of a list: what is left of them is 1e-10. */
const STEPS = 48;

/** Nodes and weights of Gauss-Legendre quadrature of order eight on [-1, 1]. */
const GAUSS: readonly (readonly [number, number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
];

function integrate(f: (x: number) => number, from: number, to: number, pieces = 4): number {
  let sum = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const middle = from + ((to - from) * (piece + 0.5)) / pieces;
    const half = (to - from) / pieces / 2;
    for (const [node, weight] of GAUSS) sum += half * weight * (f(middle - half * node) + f(middle + half * node));
  }
  return sum;
}

/**
 * The exact epsilon-IC constant on [a, b] for uniform types (the integrals run over types, so the law matters): the
 * largest gain of a seller, g(x, c) = w int_c^x P - int_c^x (S_U(y) - S_U(x)) dy. By parts, and with -S_U' = P (N - r) / (1 - y),
 *
 *   g(x, c) = int_c^x P(y) (w - (N - r) (y - c) / (1 - y)) dy,
 *
 * whose integrand changes its sign once: at the best report.
 */
export function exactEpsilonIcUniform(weight: number, N: number, r: number, width: number): number {
  if (weight === 0) return 0;
  const deviation = Math.sqrt(N) / 2 / N;
  const mass = binomialMassOf(N, r);
  const bestGain = (type: number): number => {
    const report = (weight + (N - r) * type) / (weight + N - r);
    return integrate((y) => mass(y) * (weight - ((N - r) * (y - type)) / (1 - y)), type, report);
  };
  const centre = (r + 0.5) / (N + 1);
  let best = { at: 0, value: -Infinity };
  const from = Math.max(0, centre - 4 * deviation - 2 / N);
  const to = Math.min(1, centre + 4 * deviation + 2 / N);
  const steps = 24;
  for (let i = 0; i <= steps; i++) {
    const at = from + ((to - from) * i) / steps;
    const value = bestGain(at);
    if (value > best.value) best = { at, value };
  }
  const step = (to - from) / steps;
  return width * goldenSection(bestGain, Math.max(from, best.at - step), Math.min(to, best.at + step), STEPS).value;
}

/** Places of each law, round the best pair of which the next, finer ones lie; and how often. */
const IC_PLACES = 160;
const FINER = 24;
/** Types and reports that are held against each other, such as the numbers of a sample. */
const PAIRED_MAX = 2048;
const ROUNDS = 3;

/**
 * The exact epsilon-IC constant for any laws, equal or not: the largest g(x, c) over pairs of quantiles and atoms, c a type that there is,
 * looked at ever closer, its integrals by Gauss-Legendre quadrature between them. Undefined where it is not computed.
 */
export function exactEpsilonIcOfLaws({ trader, pivotalWeight: weight, rank, law, others }: TraderProblem): number | undefined {
  if (weight === 0) return 0;
  // All of them lie between the ends of its support: there would be too many places below.
  if ((law.knots ?? []).length > PAIRED_MAX) return undefined;
  const apart = others.filter(({ count }) => count > 0);
  const laws = [law, ...apart.map((group) => group.law)];
  const common = apart.every((group) => group.law.text === apart[0]!.law.text);
  const groups = common ? [{ law: apart[0]!.law, count: apart.reduce((sum, { count }) => sum + count, 0) }] : apart;
  if (groups.some(({ count }) => count > CONVOLVED_MAX)) return undefined;
  const sign = trader === 'seller' ? 1 : -1;
  // An ask equal to a bid is the lower.
  const level = (of: TraderProblem['law'], y: number): number => (sign === 1 ? massBelow(of, y) : of.cdf(-y));
  const at = (y: number): { upper: number; pivotal: number } => {
    const counts = groups.map((group) => ({ count: group.count, p: level(group.law, y) })) as [BinomialGroup];
    const { equal, below, above } = binomialSumAt(counts, rank);
    return { upper: (sign === 1 ? below : above) + equal, pivotal: equal };
  };
  const slope = (y: number): number => {
    const { upper, pivotal } = at(y);
    return weight * pivotal - upper;
  };
  const [low, high] = sign === 1 ? law.support : [-law.support[1], -law.support[0]];
  const inside = (xs: readonly number[]): number[] => [...new Set(xs)].filter((x) => x >= low && x <= high).sort((a, b) => a - b);
  const quantiles = laws.flatMap((one) => [
    ...Array.from({ length: IC_PLACES + 1 }, (_, i) => one.quantile(i / IC_PLACES)), ...(one.knots ?? []), ...one.support,
    ...(one.atoms ?? []).map((atom) => atom.at), ...gapsOf(one).flat(),
  ]);
  const gaps = gapsOf(law);
  const isType = (c: number): boolean => !gaps.some(([from, to]) => sign * c > from && sign * c < to);
  let xs = inside([low, high, ...quantiles.map((x) => sign * x)]);
  if (xs.length > PAIRED_MAX) return undefined;
  let largest = 0;
  let open = false;
  const ends = (law.whole?.ends ?? law.support).map((end) => !Number.isFinite(end));
  const endless = sign === 1 ? ends : ends.reverse();
  for (let round = 0; round <= ROUNDS; round++) {
    const sums = xs.map(() => 0);
    for (let j = 1; j < xs.length; j++) sums[j] = sums[j - 1]! + integrate(slope, xs[j - 1]!, xs[j]!, 1);
    const uppers = xs.map((x) => at(x).upper);
    let best = [0, 0];
    xs.forEach((c, i) => isType(c) && xs.forEach((x, k) => {
      const gain = k > i ? sums[k]! - sums[i]! + (x - c) * uppers[k]! : 0;
      if (gain > largest) [largest, best] = [gain, [i, k]];
    }));
    const near = (j: number): number[] => {
      const [from, to] = [xs[Math.max(0, j - 1)]!, xs[Math.min(xs.length - 1, j + 1)]!];
      return Array.from({ length: FINER + 1 }, (_, s) => from + ((to - from) * s) / FINER);
    };
    // Of a law without an end, what is best at the last types that are looked at may be better beyond.
    open = (endless[0] && best[0] === 0) || (endless[1] && best[1] === xs.length - 1);
    xs = inside([...xs, ...best.flatMap(near)]);
  }
  return open ? undefined : largest;
}

interface Entry {
  readonly quantity: string;
  readonly agent: Agent;
  readonly reference?: Reference;
  readonly bound?: Reference;
}

/** Reflection turns a buyer's problem into a seller's: rank r from below becomes N - 1 - r ... and L, U change places. */
const sellerRank = (trader: Trader, rank: number, N: number): number => (trader === 'seller' ? rank : N - rank);

const known = new Map<string, readonly Entry[]>();

/** Computed once for each market: the maximisation takes a good part of a second where there are millions of traders. */
export function doubleAuctionReferences(market: DoubleAuction): readonly Entry[] {
  const { sellers, buyers, kappa, cost, value } = market;
  const key = [sellers, buyers, kappa, cost.text, value.text].join(' ');
  const entries = known.get(key) ?? computeReferences(market);
  known.set(key, entries);
  return entries;
}

function computeReferences(market: DoubleAuction): Entry[] {
  const { sellers, buyers, kappa, cost, value } = market;
  const common = cost.text === value.text;
  const entries: Entry[] = [];
  for (const agent of ['seller', 'buyer'] as const) {
    const problem = traderProblem(market, agent);
    const N = sellers + buyers - 1;
    const bounded = agent === 'seller' && sellers === buyers && sellers >= 2 && kappa === 0 && common;
    const bound = bounded ? { bound: { value: songBound(sellers), source: 'Song22 Theorem 5.2 (Appendix C)' } } : {};
    if (common) {
      entries.push({ quantity: 'epsilonLic', agent, reference: { value: exactEpsilonLic(problem, N), source: SOURCE }, ...bound });
      if (cost.text.startsWith('uniform(')) {
        const width = cost.support[1] - cost.support[0];
        const exact = exactEpsilonIcUniform(problem.pivotalWeight, N, sellerRank(agent, problem.rank, N), width);
        entries.push({ quantity: 'epsilonIc', agent, reference: { value: exact, source: `${SOURCE}, maximised numerically` } });
      }
    } else if (problem.pivotalWeight === 0) {
      entries.push({
        quantity: 'epsilonLic', agent, reference: { value: 0, source: 'truth-telling is dominant: the report never sets the price' },
      });
    } else {
      const value = isDiscrete(cost) && isDiscrete(market.value) ? exactEpsilonLicOfAtoms(problem) : exactEpsilonLicOfTwoLaws(problem);
      if (value !== undefined) {
        const source = `${SOURCE}, two binomial counts, maximised numerically`;
        entries.push({ quantity: 'epsilonLic', agent, reference: { value, source } });
      }
    }
    const largest = common && cost.text.startsWith('uniform(') ? undefined : exactEpsilonIcOfLaws(problem);
    if (largest !== undefined) {
      const source = `${SOURCE}, binomial counts, maximised numerically`;
      entries.push({ quantity: 'epsilonIc', agent, reference: { value: largest, source } });
    }
  }
  return entries;
}
