/**
 * Probabilities of all profiles of atoms whose chances u = F(type) depend on each other (src/distributions/dependence.ts). Atom a of
 * coordinate d is the interval of chances (F(a-), F(a)], and given the unseen component z coordinates are independent:
 *
 *     Pr(profile) = int f(z) prod_d D_d(z) dz,   D_d(z) = Pr(F(a-) < U_d <= F(a) | z)
 *
 * by the trapezoidal rule over the line, whose error is at most 2 N(b) / (e^(2 pi b / h) - 1), N(b) the largest integral of |f prod D_d|
 * over a line at a height below b (Trefethen and Weideman, SIAM Review 56, 2014, Theorem 5.1). It is relative to the mass:
 *
 *     one factor, score_d = s_d Z + sqrt(1 - s_d^2) e_d: |phi(x + ib)| = e^(b^2 / 2) phi(x), and D_d is an integral of such densities, so
 *                   N(b) <= e^(k b^2 / 2) Pr(profile),   k = 1 + sum s_d^2 / (1 - s_d^2)
 *     Clayton, Z = log V: f = e^(z / theta - e^z) / Gamma(1 / theta), D_d = int e^z exp(-e^z t) dt over t between the chances'
 *                   p^-theta - 1; at x + ib each is at most (cos b)^(-1 / theta), (cos b)^-1 times itself at x + log cos b, so
 *                   N(b) <= (cos b)^-k Pr(profile),   k = 1 / theta + D
 *
 * What lies beyond the nodes is at most `BEYOND` of the least mass of any atom, since every D_d is at most 1.
 */
import gammaln from '@stdlib/math-base-special-gammaln';
import type { Dependence } from '../../distributions/dependence.ts';
import { massBelow, type Distribution } from '../../distributions/distribution.ts';
import { normalCdf, normalUpperQuantile, normalUpperTail } from '../../statistics/normal.ts';

/** Chances (from, to] of an atom. */
export type Cell = readonly [number, number];

/** The unseen component, on a line of nodes. */
export interface Component {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  density(z: number): number;
  /** Pr(from < U_d <= to | z) */
  within(d: number, cell: Cell, z: number): number;
  /** The density of U_d at a chance in (0, 1), given z, times that of z. */
  beside(d: number, chance: number, z: number): number;
  /** Where a chance p stands, told by p and 1 - p, the smaller of which has its digits: its score, or its logarithm. Rises with p. */
  place(p: number, rest: number): number;
  /** Pr(U_d <= p | z), p by its place. */
  under(d: number, place: number, z: number): number;
  /** A multiple of the density of z given the chance U_d, by its place. */
  given(d: number, place: number, z: number): number;
  /** The same number where coordinates depend on z alike. */
  like(d: number): number;
}

/** Of the least mass of an atom: what is left out beyond the nodes. */
const BEYOND = 1e-17;
/** The rule's relative error is below 2 e^-this. */
const DIGITS = 41;
/** Products that are added up: a second or two, in which nothing else has its turn. */
const PRODUCTS_MAX = 2 ** 28;
/** What the chance of one cell at one node takes, in products. */
const CELL_WORK = 2 ** 7;

/** Of a chance near 1, as of a normal quantile, which moves a cell's boundary. */
const ROUNDING = 2 ** -50;
/** Scores of chances no smaller than a double tells apart from 1 lie closer together. */
const EXPONENT = 2 ** 4;

/**
 * Bound on how far the law of the others, given an agent's own atoms, may be off in total variation: rounding of two ends a coordinate,
 * of Clayton's exponents, and of the density of its component, all relative to what has the own atoms' probability.
 */
export function jointError(dependence: Dependence, laws: readonly Distribution[], own: readonly number[]): number {
  const masses = laws.map(({ atoms }) => Math.min(...atoms!.map(({ mass }) => mass)));
  const [theta, shape] = dependence.kind === 'clayton' ? [dependence.theta, 1 / dependence.theta] : [0, 0];
  const each = 4 - 2 * theta * Math.log(Math.min(...masses));
  const factored = isFactored(dependence) ? FACTORED : 0;
  return (ROUNDING * (laws.length * each + 2 * Math.sqrt(shape)) + factored) / own.reduce((product, d) => product * masses[d]!, 1);
}

/**
 * The same given what an agent reports, an atom or not. Between atoms the chance is a sum of masses, which moves a score by what it is off
 * over the score's density, at least the least mass or 1/5, and the component's posterior by a share of its spread: in the exponent of
 * Clayton's theta times as much. Of several such coordinates the posteriors' product may be small: then it is all that is in the exponent.
 */
export function reportedError(dependence: Dependence, laws: readonly Distribution[], own: readonly number[]): number {
  const [theta, shape] = dependence.kind === 'clayton' ? [dependence.theta, 1 / dependence.theta] : [0, 0];
  const shares = dependence.kind === 'clayton' ? undefined : factorOf(dependence, laws.length);
  const moved = own.reduce((sum, d) => {
    const least = Math.min(...laws[d]!.atoms!.map(({ mass }) => mass));
    if (!shares) return sum + (4 + theta) * (shape + 2);
    const alone = Math.sqrt(1 - shares[d]! ** 2);
    return sum + (Math.abs(shares[d]!) / alone) * (8 + 1 / least) + (own.length > 1 ? (EXPONENT / alone) ** 2 : 0);
  }, 0);
  return Math.max(jointError(dependence, laws, own), jointError(dependence, laws, []) + ROUNDING * moved);
}

/** s_d of one factor behind D normal scores, or undefined where there may be none. */
export function factorOf(dependence: Exclude<Dependence, { readonly kind: 'clayton' }>, D: number): number[] | undefined {
  const all = (share: number): number[] => Array.from({ length: D }, () => Math.sqrt(share));
  if (dependence.kind === 'common-factor') {
    const { loadings } = dependence;
    return typeof loadings === 'number' ? all(loadings) : loadings.map(Math.sqrt);
  }
  const { correlations } = dependence;
  if (typeof correlations === 'number') return all(correlations);
  if (D === 1) return [0];
  if (D > 2) return oneFactor(correlations);
  const rho = correlations[0]![1]!;
  const both = Math.sqrt(Math.abs(rho));
  return [both, Math.sign(rho) * both];
}

/** What one factor's correlations may be off by: their product of two shares is rounded. */
const SAME = 2 ** -51;
/** And what the joint law of all scores may, in total variation. */
const FACTORED = 2 ** -40;

/**
 * s with s_i s_j the correlation of every two, or undefined: s_i^2 = r_ij r_ik / r_jk of any two others that it goes with. A normal law
 * moves by at most 1 / (1 - s^2) times what a correlation does, s the largest, in total variation: by `FACTORED` in all.
 */
export function oneFactor(correlations: readonly (readonly number[])[]): number[] | undefined {
  const D = correlations.length;
  const r = (i: number, j: number): number => correlations[i]![j]!;
  const all = [...correlations.keys()];
  const going = all.filter((i) => all.some((j) => j !== i && r(i, j) !== 0));
  const [first, second, third] = going;
  const shares = new Array<number>(D).fill(0);
  if (second !== undefined && third === undefined) {
    shares[first!] = Math.sqrt(Math.abs(r(first!, second)));
    shares[second] = Math.sign(r(first!, second)) * shares[first!]!;
  }
  if (third !== undefined) {
    shares[first!] = Math.sqrt((r(first!, second!) * r(first!, third)) / r(second!, third));
    for (const i of going.slice(1)) shares[i] = r(first!, i) / shares[first!]!;
  }
  const alone = shares.reduce((least, s) => Math.min(least, 1 - s * s), 1);
  const isOne = all.every((i) => all.every((j) => i === j || Math.abs(shares[i]! * shares[j]! - r(i, j)) <= SAME));
  return isOne && D * D * SAME <= FACTORED * alone ? shares : undefined;
}

const isFactored = (dependence: Dependence): boolean =>
  dependence.kind === 'gaussian-copula' && typeof dependence.correlations !== 'number' && dependence.correlations.length > 2;

/** The largest step at which the rule's error is negligible, where it grows as e^growth(b), b < `most`. */
function stepFor(growth: (b: number) => number, most: number): number {
  let best = 0;
  for (let n = 1; n < 400; n++) {
    const b = most * (n / 400) ** 2;
    best = Math.max(best, (2 * Math.PI * b) / (DIGITS + growth(b)));
  }
  return best;
}

function factor(shares: readonly number[], least: number): Component {
  const alone = shares.map((s) => Math.sqrt(1 - s * s));
  const k = 1 + shares.reduce((sum, s, d) => sum + (s / alone[d]!) ** 2, 0);
  const reach = Math.sqrt(-2 * Math.log(BEYOND * least));
  const scores = new Map<number, number>();
  const score = (p: number): number => {
    const known = scores.get(p) ?? (p <= 0 ? -Infinity : p >= 1 ? Infinity : -normalUpperQuantile(p));
    scores.set(p, known);
    return known;
  };
  const posterior = (d: number, at: number, z: number): number => {
    const x = (z - shares[d]! * at) / alone[d]!;
    return Math.exp(-0.5 * x * x) / (alone[d]! * Math.sqrt(2 * Math.PI));
  };
  return {
    from: -reach, to: reach, step: stepFor((b) => (k * b * b) / 2, 12 / Math.sqrt(k)),
    density: (z) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI),
    within(d, [from, to], z) {
      const [low, high] = [from, to].map((p) => (score(p) - shares[d]! * z) / alone[d]!) as [number, number];
      // In the tail where both are small nothing cancels.
      return low > 0 ? normalUpperTail(low) - normalUpperTail(high) : normalCdf(high) - normalCdf(low);
    },
    // The posterior of z, normal too: nothing cancels.
    beside: (d, chance, z) => posterior(d, score(chance), z),
    place: (p, rest) => (p <= 0 ? -Infinity : rest <= 0 ? Infinity : p < 0.5 ? -normalUpperQuantile(p) : normalUpperQuantile(rest)),
    under: (d, at, z) => (Number.isFinite(at) ? normalCdf((at - shares[d]! * z) / alone[d]!) : Number(at > 0)),
    given: posterior, like: (d) => shares[d]!,
  };
}

/** log(e^a - 1) for a > 0, without overflow. */
const logExpm1 = (a: number): number => (a > 30 ? a : Math.log(Math.expm1(a)));

/** Logarithm of the density of log V, V a gamma variable of this shape: from its largest value, e^z = shape, on, without cancellation. */
function logGamma(shape: number): (z: number) => number {
  const [middle, height] = [Math.log(shape), shape * (Math.log(shape) - 1) - gammaln(shape)];
  return (z) => height + shape * (z - middle - Math.expm1(z - middle));
}

function clayton(theta: number, D: number, least: number): Component {
  const shape = 1 / theta;
  const [log, posterior] = [logGamma(shape), logGamma(shape + 1)];
  const small = Math.log(BEYOND * least);
  // Pr(V < v) <= v^shape / Gamma(shape + 1), and its tail falls as the density does beyond twice the shape, and faster than e^-v / 2.
  const from = (small + gammaln(shape + 1)) / shape;
  let to = Math.log(2 * shape + 2);
  while (log(to) > small - 1) to += 0.1;
  const logs = new Map<number, number>();
  const rate = (p: number): number => {
    const known = logs.get(p) ?? (p <= 0 ? Infinity : p >= 1 ? -Infinity : logExpm1(-theta * Math.log(p)));
    logs.set(p, known);
    return known;
  };
  return {
    from, to, step: stepFor((b) => -(shape + D) * Math.log(Math.cos(b)), Math.PI / 2),
    density: (z) => Math.exp(log(z)),
    // exp(-near) - exp(-far)
    within(_, cell, z) {
      const [far, near] = cell.map((p) => Math.exp(z + rate(p))) as [number, number];
      return far === Infinity ? Math.exp(-near) : -Math.exp(-near) * Math.expm1(near - far);
    },
    // V given one chance is a gamma variable again, over u^-theta.
    beside: (_, chance, z) => Math.exp(posterior(z - theta * Math.log(chance))),
    place: (p, rest) => (p < 0.5 ? Math.log(p) : Math.log1p(-rest)),
    under: (_, at, z) => (at === 0 ? 1 : at === -Infinity ? 0 : Math.exp(-Math.exp(z + logExpm1(-theta * at)))),
    given: (_, at, z) => Math.exp(posterior(z - theta * at)), like: () => 0,
  };
}

/** Of the atoms of a discrete law. */
export const cellsOf = (law: Distribution): Cell[] =>
  law.atoms!.map(({ at }, a, all) => [a === 0 ? 0 : massBelow(law, at), a === all.length - 1 ? 1 : law.cdf(at)]);

const leastOf = (laws: readonly Distribution[]): number => Math.min(...laws.flatMap(({ atoms }) => atoms!.map(({ mass }) => mass)));

/** For products of the chances of D coordinates, and sums of such; `least`: the least chance looked at. Undefined: there is none. */
export function componentOf(dependence: Dependence, D: number, least: number): Component | undefined {
  if (dependence.kind === 'clayton') return clayton(dependence.theta, D, least);
  const shares = factorOf(dependence, D);
  return shares && factor(shares, least);
}

/** How many nodes it has, about, without laying them out. */
export const nodeCount = ({ from, to, step }: Component): number => (to - from) / step;

/** Its nodes, with the weights of the trapezoidal rule. */
export function nodesOf({ from, to, step, density }: Component): { readonly z: number; readonly weight: number }[] {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, n) => (first + n) * step)
    .map((z) => ({ z, weight: step * density(z) })).filter(({ weight }) => weight > 0);
}

const profileCount = (laws: readonly Distribution[]): number => laws.reduce((count, { atoms }) => count * atoms!.length, 1);

/** Why masses are not computed, in words, or undefined. All laws are discrete. */
export function whyNoMasses(dependence: Dependence, laws: readonly Distribution[]): string | undefined {
  const component = componentOf(dependence, laws.length, leastOf(laws));
  if (!component) return 'with a matrix of correlations behind which no one factor stands probabilities of profiles are not one integral';
  const cells = laws.reduce((count, { atoms }) => count + atoms!.length, 0);
  return nodeCount(component) * (profileCount(laws) + CELL_WORK * cells) <= PRODUCTS_MAX
    ? undefined : 'dependence as strong leaves too many products to add up';
}

/** What is known of one coordinate: its signal is an atom, or it has one chance though no type does. */
export type Known = { readonly d: number; readonly cell: Cell } | { readonly d: number; readonly chance: number };

/**
 * What is known of a coordinate that reports x: an atom's cell, or between atoms the chance F(x). It is the limit of what is known of a
 * type x where every law is mixed with a vanishing density over its hull.
 */
export function knownOf(law: Distribution, d: number, x: number): Known {
  const atom = law.atoms!.findIndex(({ at }) => at === x);
  return atom >= 0 ? { d, cell: cellsOf(law)[atom]! } : { d, chance: law.cdf(x) };
}

/** Probability of every profile, the last coordinate's atoms running fastest. They are made to add up to one, as f does. */
export const jointMasses = (dependence: Dependence, laws: readonly Distribution[]): Float64Array =>
  massesGiven(dependence, laws, laws.map((_, d) => d), []);

/**
 * Probability of every profile of some coordinates, given what is known of others; the last one's atoms run fastest. With one density in
 * place of a factor D_d the rule's error is bounded as above, since D_d is an integral of such; and beyond the nodes the component given a
 * chance u = F(x) lies no more often than given U <= u or U > u, of which each has the chance of an atom at least: the copulas here are
 * ordered by likelihood ratios.
 */
export function massesGiven(
  dependence: Dependence, laws: readonly Distribution[], wanted: readonly number[], given: readonly Known[],
): Float64Array {
  const component = componentOf(dependence, laws.length, leastOf(laws));
  if (!component) throw new TypeError(whyNoMasses(dependence, laws));
  const cells = wanted.map((d) => cellsOf(laws[d]!));
  const total = new Float64Array(profileCount(wanted.map((d) => laws[d]!)));
  for (const { z, weight } of nodesOf(component)) {
    let known = Float64Array.of(given.reduce((product, one) => product * ('cell' in one
      ? component.within(one.d, one.cell, z) : component.beside(one.d, one.chance, z) / component.density(z)), weight));
    cells.forEach((own, n) => {
      const chances = own.map((cell) => component.within(wanted[n]!, cell, z));
      const next = new Float64Array(known.length * own.length);
      for (let i = 0; i < known.length; i++) for (let a = 0; a < own.length; a++) next[i * own.length + a] = known[i]! * chances[a]!;
      known = next;
    });
    for (let i = 0; i < total.length; i++) total[i]! += known[i]!;
  }
  const sum = total.reduce((all, mass) => all + mass, 0);
  return total.map((mass) => mass / sum);
}
