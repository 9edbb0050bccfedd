/**
 * Where no epsilon will do: bidders for one object who are alike, types with a density on [a, b], highest bid wins, N - 1 others.
 * H(t | s) is the chance that report t wins given type s; with v(s) the value, p_1, p_0 what a report pays served and not, nondecreasing,
 *
 *     u(t, s) = H(t | s) (v(s) - p_1(t)) - (1 - H(t | s)) p_0(t),     g(t, s) = u(t, s) - u(s, s),     w = v - p_1 + p_0
 *     g(t, s) = (H(t | s) - H(s | s)) (v(s) - p_1(t) + p_0(t)) - H(s | s) (p_1(t) - p_1(s)) - (1 - H(s | s)) (p_0(t) - p_0(s))
 *
 * so that where payments have a slope of at most L next to an end, |t - s| shrinks and |H(t | s) - H(s | s)| does not, or by less, some lie
 * gains beyond all proportion to its size. F(x) is of the order of (x - a)^p next to a, 1 - F(x) of (b - x)^q next to b.
 *
 *   scores    normal scores, every correlation r_j of hers with another's in (0, 1), r the largest. Given her score z others' are normal
 *             with means r_j z and variances 1 - r_j^2. As z falls and 0 < c < every r_j, the type of score c z wins by its report with a
 *             chance that tends to 1, and type s of score z by hers with one that tends to 0, while both tend to a: infinite if w(a) > 0.
 *             As z rises, H(b | s) = 1 and 1 - H(s | s) >= Phi(-z sqrt((1 - r) / (1 + r))), while b - s is of the order of Phi(-z)^(1 / q):
 *             infinite where w(b) > 0 and q (1 - r) < 1 + r.
 *   Clayton   H(t | s) = (1 + (N - 1) u^theta (F(t)^-theta - 1))^(-1 - 1 / theta), u = F(s), tends to a rising function of F(t) / u as u
 *             falls: it differs at F(t) = 2 u and u / 2 from what it is at u, while t and s tend to a. Infinite where w(a) is not 0.
 *   none      H = F^(N - 1) has the power p (N - 1) at a and 1 - H the power q at b: infinite where such a power is below 1 and w is not 0.
 *
 * Full insurance of VCG gives report t of type s  mu(t) - mu(s) + (s - t) H(t | s),  mu(s) = E[(s - highest other)^+ | s]. As x tends to b
 * type x gains mu(s) and more by reporting s, for with scores mu(x) <= E[b - highest other | x] tends to 0. For c in (r, 1) all others of
 * type s of score z have scores of at most c z with a chance that tends to 1, so mu(s) / (b - s) + 1 is at least about the distance from b
 * of the type of score c z by that of s, of the order of (Phi(-c z) / Phi(-z))^(1 / q), which passes every bound. Infinite, whatever q is.
 *
 * The epsilon-IC constant is infinite where types are independent, the own law goes on towards an end at which v tends to +infinity, bids
 * are truthful and leave a type of v >= 0 nothing: p_1 >= v, p_0 >= 0. Reports far out beat all others, so some t has H(t) > 0, and
 * g(t, s) >= u(t, s) = H(t) v(s) - H(t) p_1(t) - (1 - H(t)) p_0(t) passes every bound as v(s) grows. Where p_1 = v and p_0 = 0 it is
 * H(t) (v(s) - v(t)), so that the epsilon-LIC constant is |v'| sup H = |v'|: H tends to 1, and no type is the worst.
 *
 * At strategies that are tables up to the ends of [a, b] a type s > b, if she plays as b does, gains g(t, b) + (s - b) v' (H(t) - H(b)),
 * with v' > 0 and H that does not fall no more than g(t, b), and that by a longer lie; the same of s < a. So what holds of all types in
 * [a, b] holds of all.
 */
export interface EndsOfTypes {
  readonly others: number;
  /** How types depend: the largest correlation of scores, `clayton`, or not at all. */
  readonly dependence: { readonly scores: number } | 'clayton' | 'none';
  /** p and q; absent: not known. */
  readonly powers: { readonly low?: number; readonly high?: number };
}

/** Of who pays by her report alone. */
export interface PaysByReport {
  /** w at both ends, as far as it is surely not 0. */
  readonly low: number;
  readonly high: number;
  /** Whether the slope of payments is known to be bounded. */
  readonly steady: boolean;
}

const LOWEST = 'next to the lowest type chances of winning rise beyond all proportion to the lie';
const HIGHEST = 'next to the highest type chances of winning rise beyond all proportion to the lie';
const INSURED = 'next to the highest type, surer and surer that others are as high, a report a little below it is paid beyond all '
  + 'proportion to the lie';

/** The reason in words; undefined where none is known. */
export function whyInfinite({ others, dependence, powers }: EndsOfTypes, pays: PaysByReport | 'insured VCG'): string | undefined {
  const { low: p, high: q } = powers;
  if (others < 1) return undefined;
  if (pays === 'insured VCG') return typeof dependence === 'object' && q !== undefined ? INSURED : undefined;
  if (!pays.steady) return undefined;
  if (dependence === 'clayton') return pays.low === 0 ? undefined : LOWEST;
  if (dependence === 'none') {
    if (pays.low !== 0 && p !== undefined && p * others < 1) return LOWEST;
    return pays.high !== 0 && q !== undefined && q < 1 ? HIGHEST : undefined;
  }
  const r = dependence.scores;
  if (pays.low > 0) return LOWEST;
  return pays.high > 0 && q !== undefined && q * (1 - r) < 1 + r ? HIGHEST : undefined;
}

/** The reason why no epsilon-IC constant is finite (above), in words. */
export const ENDLESS = 'types go on without an end, and what one of them gains by a report that wins against some draws grows with her '
  + 'value';

/** Whether a value that moves by `slope` with the type grows without end towards an end of the law: never where the slope is 0. */
export const endlessGain = (slope: number, [from, to]: readonly [number, number]): boolean =>
  (slope > 0 && to === Infinity) || (slope < 0 && from === -Infinity);
