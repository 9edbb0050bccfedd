/**
 * How far means over played profiles may be from those under the true laws: a signal is the quantile of the middle of one of 2^32 equal
 * parts of [0, 1], and objectives within a tie's width of each other, which atoms make equal and densities do not, go to the first-listed.
 * Along a signal the choice changes at most K - 1 times, as in tensor/law-error.ts.
 *
 * Where signals depend on each other the place of a tie does too. Given the unseen component z and all others a chance has at most d(z) as
 * its density, so that what has a probability m lies near a tie with at most E min(1, m d(z)), which is m times
 *
 *     scores of loadings l   d = e^(z^2 / 2) (1 - l)^(-1/2):  0.8 (t + 1 / t) (1 - l)^(-1/2), t = (2 log (1 / m))^(1/2), cut where |z| = t
 *     Clayton, k = 1 / theta d = k^-1 (1 + k)^(1 + k) V^-k e^(V - 1 - k) up to V = 1 + k, then theta V; with the density of V the first is
 *                            at most ((1 + k) / 2 pi)^(1/2) / V by Stirling's formula, cut where Pr(V < v) = m: all in all
 *                            2 + ((1 + k) / 2 pi)^(1/2) (2 + theta log (1 / m))
 *
 * and given the own signal as many times as much as the component's density grows by it: 1 / mass of an atom, e^(q^2 / 2) (1 - l)^(-1/2)
 * at a score q, theta / (e u (1 - u^theta)) at a chance u. So types next to an end of a law with a density are known less well, and grids
 * stay inside (`insideEnds`).
 */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Dependence } from '../../distributions/dependence.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { outside } from '../../distributions/unbounded.ts';
import { INSIDE, normalScore } from '../tensor/gaussian-copula.ts';
import { wordsMoved } from '../tensor/law-error.ts';
import { BRACKETS, TOLERANCE } from '../tensor/quantile.ts';
import { factorOf } from '../enumeration/joint-masses.ts';
import { movedError, valueScale } from '../enumeration/scale.ts';

const WORD = 2 ** -32;
/** Of the size of values: more than ties are wide, weights included; and of what values near the origin are off. */
const TIE = 2 ** -36;
const MOVED = 32;
/** Places at which a law's density is looked at, beside its knots. */
const PLACES = 1024;

/** The largest probability, atoms aside, within `by` of a quantile, a knot or an end. */
function densest(law: Distribution, by: number): number {
  const places = [...Array.from({ length: PLACES - 1 }, (_, j) => law.quantile((j + 1) / PLACES)), ...(law.knots ?? []), ...law.support];
  return [...new Set(places)].reduce((most, x) => {
    const atoms = (law.atoms ?? []).reduce((sum, { at, mass }) => (at > x - by && at <= x + by ? sum + mass : sum), 0);
    return Math.max(most, law.cdf(x + by) - law.cdf(x - by) - atoms);
  }, 0);
}

const loadingOf = (dependence: Exclude<Dependence, { readonly kind: 'clayton' }>): number => {
  if (dependence.kind === 'common-factor') return Math.max(...[dependence.loadings].flat());
  const { correlations } = dependence;
  if (typeof correlations === 'number') return correlations;
  const shares = factorOf(dependence, correlations.length);
  if (!shares) throw new TypeError('of one factor, or of a common component');
  return Math.max(...shares.map((share) => share * share));
};

/** How much more probable what has probability m is near a tie. */
function nearTie(dependence: Dependence, m: number): number {
  const log = Math.max(1, -Math.log(m));
  if (dependence.kind === 'clayton') {
    return 2 + Math.sqrt((1 + 1 / dependence.theta) / (2 * Math.PI)) * (2 + dependence.theta * log);
  }
  const t = Math.sqrt(2 * log);
  return (0.8 * (t + 1 / t)) / Math.sqrt(1 - loadingOf(dependence));
}

/** By how much the component's density grows at most where this signal is known. */
function grownBy(dependence: Dependence, law: Distribution, x: number): number {
  const atom = law.atoms?.find(({ at }) => at === x);
  if (atom) return 1 / atom.mass;
  const u = Math.min(1 - INSIDE, Math.max(INSIDE, law.cdf(x)));
  if (dependence.kind === 'clayton') return Math.max(1, dependence.theta / (Math.E * u * -Math.expm1(dependence.theta * Math.log(u))));
  return Math.exp(normalScore(u) ** 2 / 2) / Math.sqrt(1 - loadingOf(dependence));
}

/** Chances of the types of a grid of a law with a density, at least, from either end. */
const FROM_END = 2 ** -10;

const isAtomOf = (law: Distribution, x: number): boolean => law.atoms?.some(({ at }) => at === x) === true;

/** Between these the types of a grid of a law stand whose agent's beliefs depend on hers. */
export function insideEnds(law: Distribution): readonly [number, number] {
  const [low, high] = law.support;
  return [isAtomOf(law, low) ? low : law.quantile(FROM_END), isAtomOf(law, high) ? high : law.quantile(1 - FROM_END)];
}

/** Equal steps along them; atoms are among them. */
export function dependentLine(law: Distribution, steps: number): number[][] {
  const isAtom = (x: number): boolean => isAtomOf(law, x);
  const [from, to] = insideEnds(law);
  const line = Array.from({ length: steps + 1 }, (_, r) => (r === steps ? to : from + ((to - from) * r) / steps));
  for (const { at } of law.atoms ?? []) {
    const next = line.findIndex((x) => x >= at);
    const nearest = next > 0 && at - line[next - 1]! < line[next]! - at ? next - 1 : next;
    if (nearest >= 0 && !isAtom(line[nearest]!)) line[nearest] = at;
  }
  return line.map((x) => [x]);
}

/** One agent's coordinate, and the signals that may be given. */
export interface Given {
  readonly law: Distribution;
  readonly types: readonly number[];
}

/** As a share of the range of a payoff or a gain that `pieces` choices make; of signals in these coordinates. */
export function playedLawShare(problem: SocialChoiceProblem, drawn: readonly number[], pieces: number, given?: Given): number {
  const { signals, alternatives, valuations, dependence } = problem;
  if (valuations.kind !== 'linear') throw new TypeError('values given as functions are not played');
  const slopes = 2 * pieces * (alternatives.length - 1) + 1;
  const scale = valueScale(problem);
  const words = wordsMoved(dependence);
  const grown = dependence && given ? given.types.reduce((most, x) => Math.max(most, grownBy(dependence, given.law, x)), 1) : 1;
  return Math.min(1, drawn.reduce((sum, d) => {
    const { law } = signals[d]!;
    const slope = valuations.coefficients.flat().reduce(
      (least, row) => (row[d] === 0 ? least : Math.min(least, Math.abs(row[d]!))), Infinity,
    );
    const { mass, above, below } = outside(law);
    const [low, high] = law.support;
    const apart = Number.isFinite(slope) ? densest(law, (TIE * scale + MOVED * movedError(problem)) / slope) : 0;
    const near = dependence && apart > 0 ? Math.min(1, grown * nearTie(dependence, apart) * apart) : apart;
    return sum + slopes * (words * (WORD + TOLERANCE / BRACKETS) + near) + mass + (2 * (above + below)) / (high - low);
  }, 0));
}
