/**
 * Exact values for two bidders (derived in docs/modified-vcg.md). Bidder 1 has a in [a0, a1] of her own value and y in
 * [y0, y1] of her rival's; the rival has b and c. With F the cdf of Z = b - gamma c and I(t) = int_-inf^t F, a report
 * (a', y') wins where Z < x = a' - gamma y', and her interim payoff is
 *
 *   modified VCG       (a - a') F(x) + I(a' - gamma y1)
 *   generalised VCG    (a - a') F(x) + I(x)
 *
 * from which, with G = gamma (y1 - y0),
 *
 *   modified VCG       epsilon-LIC = sup_t F(t - gamma y0) - F(t - gamma y1)
 *                      epsilon-IC  = sup_t d F(t - gamma y0) - [I(t + d - gamma y1) - I(t - gamma y1)], d = min(G, a1 - t)
 *   generalised VCG    epsilon-LIC for no epsilon; weakly with gamma F(a1 - gamma y0)
 *                      epsilon-IC = gain from irrelevant information = I(a1 - gamma y0) - I(a1 - gamma y1)
 */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { integrate, integrateBetween, landmarks, largestValue } from '../support/quadrature.ts';
import type { Market } from './environment.ts';

export interface Exact {
  readonly modified: { readonly epsilonLic: number; readonly epsilonIc: number; readonly exAnteUtility: number };
  readonly generalised: { readonly weakEpsilonLic: number; readonly epsilonIc: number; readonly exAnteUtility: number };
  /** Both are efficient and pay nothing to the lowest type who knows the worst of herself. */
  readonly interimIr: number;
  readonly welfare: number;
}

/** Laws of one length, and of one place, have closed forms. */
export const isUniform = ({ value, information }: Pick<Market, 'value' | 'information'>): boolean =>
  value.text.startsWith('uniform(') && value.text === information.text;

/**
 * Signals uniform on [0, 1], 0 < gamma <= 1: F is the trapezoid's cdf on [-gamma, 1].
 * epsilon-LIC is the mass of its densest window of length gamma: gamma as long as that fits on the flat part, then both
 * ends are cut. For the epsilon-IC constant beyond gamma = 1/2 the best report solves 4 t^2 - 6 t + 3 - 2 gamma = 0.
 */
export const uniformEpsilonLic = (gamma: number): number => (gamma <= 1 / 2 ? gamma : 1 - 1 / (4 * gamma));
export const uniformIrrelevantGain = (gamma: number): number => gamma - gamma ** 2 / 6;

export function uniformEpsilonIc(gamma: number): number {
  if (gamma <= 1 / 2) return gamma ** 2 / 2;
  const t = (3 - Math.sqrt(8 * gamma - 3)) / 4;
  const wins = 1 - (1 - t) ** 2 / (2 * gamma);
  const atTop = gamma ** 2 / 6 + (gamma * (1 - gamma)) / 2 + (1 - gamma) ** 2 / 2;
  return (1 - t) * wins - (atTop - t ** 3 / (6 * gamma));
}

/** Cells of the table that stands for F. */
const CELLS = 4096;
/** Of F, whose table is linear between its points. */
const AGREED = 1e-8;
/** Gauss pieces over the quantiles of a law. */
const PIECES = 8;

/** F and I by quadrature over c, tabulated at equal steps over the support of Z; linear and quadratic in between. */
export function winning({
  size, value, information,
}: Pick<Market, 'size' | 'value' | 'information'>): { F(t: number): number; I(t: number): number } {
  const from = value.support[0] - size * information.support[1];
  const to = value.support[1] - size * information.support[0];
  const step = (to - from) / CELLS;
  // The integrand has kinks where t + gamma c meets the ends of b's support.
  const chance = (t: number): number => {
    const kinks = value.support.map((end) => information.cdf((end - t) / size));
    return integrateBetween((level) => value.cdf(t + size * information.quantile(level)), [0, ...kinks, 1], PIECES / 4, AGREED);
  };
  const table = Float64Array.from({ length: CELLS + 1 }, (_, i) => (i === 0 ? 0 : i === CELLS ? 1 : chance(from + i * step)));
  const integral = new Float64Array(CELLS + 1);
  for (let i = 1; i <= CELLS; i++) integral[i] = integral[i - 1]! + ((table[i - 1]! + table[i]!) / 2) * step;
  const place = (t: number): { cell: number; share: number } => {
    const at = (t - from) / step;
    const cell = Math.min(CELLS - 1, Math.floor(at));
    return { cell, share: at - cell };
  };
  const F = (t: number): number => {
    if (t <= from) return 0;
    if (t >= to) return 1;
    const { cell, share } = place(t);
    return table[cell]! + (table[cell + 1]! - table[cell]!) * share;
  };
  const I = (t: number): number => {
    if (t <= from) return 0;
    if (t >= to) return integral[CELLS]! + t - to;
    const { cell, share } = place(t);
    return integral[cell]! + step * share * (table[cell]! + ((table[cell + 1]! - table[cell]!) * share) / 2);
  };
  return { F, I };
}

const mean = (law: Distribution): number => law.mean ?? law.support[1] - integrateBetween((x) => law.cdf(x), landmarks([law]));
const expectation = (law: Distribution, f: (x: number) => number): number => integrate((level) => f(law.quantile(level)), 0, 1, PIECES);

/** For any two laws, by quadrature and one-dimensional maximisation; two bidders of the same laws. */
export function exactValues({ size, value, information }: Pick<Market, 'size' | 'value' | 'information'>): Exact {
  const { F, I } = winning({ size, value, information });
  const [low, high] = value.support;
  const [least, most] = information.support.map((y) => size * y) as [number, number];
  const epsilonLic = largestValue((t) => F(t - least) - F(t - most), low, high).value;
  const gain = (t: number): number => {
    const lie = Math.min(most - least, high - t);
    return lie * F(t - least) - (I(t + lie - most) - I(t - most));
  };
  const epsilonIc = largestValue(gain, low, high).value;
  const generalisedIc = I(high - least) - I(high - most);
  const utility = (known: (signal: number) => number): number =>
    expectation(value, (a) => expectation(information, (y) => I(a - known(y))));
  // E max(v_1, v_2) = E v + E |v_1 - v_2| / 2, and v_1 - v_2 is the difference of two independent copies of Z.
  const spread = integrateBetween((z) => F(z) * (1 - F(z)), [low - most, low - least, high - most, high - least]);
  return {
    modified: { epsilonLic, epsilonIc, exAnteUtility: expectation(value, (a) => I(a - most)) },
    generalised: { weakEpsilonLic: size * F(high - least), epsilonIc: generalisedIc, exAnteUtility: utility((y) => size * y) },
    interimIr: I(low - most),
    welfare: mean(value) + size * mean(information) + spread,
  };
}

const known = new Map<string, Exact>();

/** Computed once for each market, with closed forms in the place of quadrature where there are any. */
export function exactMarket(market: Market): Exact {
  const { size, value, information } = market;
  const key = [size, value.text, information.text].join(' ');
  const exact = known.get(key) ?? withClosedForms(market, exactValues(market));
  known.set(key, exact);
  return exact;
}

function withClosedForms(market: Market, exact: Exact): Exact {
  if (!isUniform(market)) return exact;
  const { size, value } = market;
  const width = value.support[1] - value.support[0];
  return {
    ...exact,
    modified: { ...exact.modified, epsilonLic: uniformEpsilonLic(size), epsilonIc: width * uniformEpsilonIc(size) },
    generalised: { ...exact.generalised, weakEpsilonLic: size, epsilonIc: width * uniformIrrelevantGain(size) },
  };
}
