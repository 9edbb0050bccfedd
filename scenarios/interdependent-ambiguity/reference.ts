/**
 * Exact values for two bidders and interdependent values.
 *
 * One-dimensional signals are scenarios/support/insured.ts with H the law of the other's signal and beta = 0 where values are
 * additively separable. Bounds on what service is worth:
 *
 *   separable      U(t) <= 1: a utility steeper than one at the top is rewarded by no belief, so no delta is enough
 *   nonseparable   U(high) = R(high) + what moving the lowest draws up adds, above R(high) for every delta > 0: steepness at the
 *                  top costs delta and nothing else, which is why boundedness plays no role there (Song22 section 6.1)
 *   generalised VCG, separable: mu' = (1 - beta) H, epsilon-LIC with beta; nonseparable: mu' = H, with beta E y
 *
 * Modified VCG (docs/modified-vcg.md): bidder 1 of signal (a, y) who reports (a', y') wins where Z = b - gamma c < a' - gamma y', and
 * mu(a) = I(a - gamma y1) with I' = F the cdf of Z. For reports below the truth the worst is y' = y0 and the lie short, upwards nothing
 * gains even under the prior, so delta* is the smallest delta with
 *
 *     min over beliefs of Pr(Z < t - gamma y0)  <=  F(t - gamma y1)   for all t in (a0, a1).
 *
 *   total variation   the minimum is F(t - gamma y0) - delta: delta* = sup F(t - gamma y0) - F(t - gamma y1), the epsilon-LIC constant
 *   Prokhorov         b rises and c falls by delta, each as far as its support goes, then a share delta is sent to where Z is highest
 *
 * Signals uniform on [0, 1], small gamma. The least chance at t is t + gamma (1 - delta)^2 / 2 - 2 delta, as if all could move, plus what
 * those c win that leave b no room to rise, t + gamma (c - delta) > 1: over a share m of the c's, delta m - gamma m^2 / 2, at most
 * delta^2 / (2 gamma), reached at the t with m = delta / gamma. Setting it equal to F(t - gamma) = t - gamma / 2,
 *
 *     (1 + gamma^2) delta^2 - 2 gamma (2 + gamma) delta + 2 gamma^2 = 0,   delta* = gamma (2 + gamma - sqrt(2 + 4 gamma - gamma^2)) / (1 +
 *     gamma^2):
 *
 * to first order (2 - sqrt 2) gamma, where the ends of the supports cost a sixth over gamma / 2.
 */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import type { Market } from '../modified-vcg/environment.ts';
import { exactMarket, winning } from '../modified-vcg/reference.ts';
import { deltaStarOf, epsilonLicOf, guaranteedEpsilonOf, smallestDelta, straightPieces } from '../support/insured.ts';
import { integrateBetween, largestValue } from '../support/quadrature.ts';
import { GENERALISED_VCG, tableFor, type LineModel } from './environment.ts';

export interface ExactAmbiguity {
  readonly epsilonLic: number;
  /** Absent where no ambiguity is enough. */
  readonly deltaStar: Partial<Record<Metric, number>>;
  readonly guaranteedEpsilon: Partial<Record<Metric, number>>;
}

const known = new Map<string, ExactAmbiguity>();

function remembered(key: string, compute: () => ExactAmbiguity): ExactAmbiguity {
  const exact = known.get(key) ?? compute();
  known.set(key, exact);
  return exact;
}

const byMetric = (found: readonly (readonly [Metric, number | undefined])[]): Partial<Record<Metric, number>> =>
  Object.fromEntries(found.filter(([, value]) => value !== undefined));

export function exactLine(model: LineModel, mechanism: string, metrics: readonly Metric[]): ExactAmbiguity {
  return remembered([model.values, model.epsilon, model.beta, model.law.text, mechanism, ...metrics].join(' '), () => {
    const { service, slopes } = model;
    const pieces = slopes[mechanism]!;
    // Utilities with a ripple are insured as tables: constants and delta* are those of the table.
    const paid = mechanism === GENERALISED_VCG.name ? pieces : straightPieces(tableFor(model, mechanism), service.law.support);
    const deltaStar = byMetric(metrics.map((metric) => [metric, deltaStarOf(service, metric, paid)] as const));
    const guaranteed = metrics.map((metric) =>
      [metric, deltaStar[metric] === undefined ? undefined : guaranteedEpsilonOf(service, metric, deltaStar[metric])] as const);
    return { epsilonLic: epsilonLicOf(service, paid), deltaStar, guaranteedEpsilon: byMetric(guaranteed) };
  });
}

type Signals = Pick<Market, 'size' | 'value' | 'information'>;

/** Pr(Z < x) after b has moved by `shift` and c by -shift, within their supports. */
export function chanceAfter({ size, value, information }: Signals, x: number, shift: number): number {
  const [low, high] = value.support;
  const [least, most] = information.support;
  const moved = (c: number): number => Math.min(most, Math.max(least, c - shift));
  const below = (z: number): number => (z > high ? 1 : z <= low ? 0 : value.cdf(z - shift));
  // Kinks where c reaches the end of its support, and z those of b's, shifted or not.
  const kinks = [
    least + shift, most + shift, ...[low, high, low + shift, high + shift].map((end) => (end - x) / size + shift)
  ].map((c) => information.cdf(c));
  return integrateBetween((level) => below(x + size * moved(information.quantile(level))), [0, ...kinks, 1], 4);
}

/** Types at which the modified VCG's condition is tried. */
const TYPES = 192;

export function exactModifiedVcg(market: Market, metrics: readonly Metric[]): ExactAmbiguity {
  const { size, value, information } = market;
  return remembered(['modified', size, value.text, information.text, ...metrics].join(' '), () => {
    const { F } = winning(market);
    const [least, most] = information.support.map((y) => size * y) as [number, number];
    const [low, high] = value.support;
    const lowest = (metric: Metric, x: number, delta: number): number => {
      if (metric === 'contamination') return (1 - delta) * F(x);
      return Math.max(0, (metric === 'prokhorov' ? chanceAfter(market, x, delta) : F(x)) - delta);
    };
    const deltaStar = (metric: Metric): number | undefined => {
      let needed = 0;
      const need = (t: number): number => {
        const holds = (delta: number): boolean => lowest(metric, t - least, delta) <= F(t - most) + 1e-9;
        if (!holds(needed)) needed = smallestDelta(holds) ?? Infinity;
        return needed;
      };
      largestValue(need, low, high, TYPES);
      return Number.isFinite(needed) ? needed : undefined;
    };
    return {
      epsilonLic: exactMarket(market).modified.epsilonLic,
      deltaStar: byMetric(metrics.map((metric) => [metric, deltaStar(metric)] as const)), guaranteedEpsilon: {},
    };
  });
}
