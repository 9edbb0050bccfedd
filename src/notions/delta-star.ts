/**
 * delta*: the smallest set of beliefs, of a family that grows with delta, under which no lie gains in the full-insurance mechanism
 * built from a mechanism's interim utility (Song22 Theorems 4.2, 5.3 and 6.1): the least delta with g <= Lambda for all lies, g
 * their gains under the prior and Lambda the ambiguity premium.
 *
 *     deltaStarOnLadder              social choice problems, from gains and premiums of all pairs at a ladder of deltas
 *     deltaStarByBisection           the same without sampling, where gains are known at any delta
 *     prokhorovDeltaOfTrader, contaminationDeltaOfTrader    double auctions, on the continuum (delta-star/trader.ts); by total variation
 *                                    delta* is the epsilon-LIC constant, epsilonLicOfTrader
 */
import type { Interval, Side } from '../statistics/interval.ts';
import { foreseen, type GainsUnder } from './ambiguous-gain.ts';
import type { Pair } from './certified.ts';

export { contaminationDeltaOfTrader, prokhorovDeltaOfTrader } from './delta-star/trader.ts';



/** `upper` is 1 where no delta of the ladder is certified. */
export interface DeltaStar extends Interval {
  /** At `upper` no lie gains for certain: otherwise it is 1 for want of anything better, and delta* may not exist. */
  readonly certified: boolean;
  readonly lie?: Pair;
}

/** Standard errors that a lie's gain must stand above its rivals' noise. */
const CAUTION = 2;

/** Shares of the gain before that count as nothing. */
const NOTHING = 1e-6;

/**
 * Where a falling function of the ladder, known at 0 too, crosses zero: linear between; where it ends at zero, not below, on the line
 * of the two points before. 1 where it never does.
 */
function crossing(deltas: readonly number[], atZero: number, at: (d: number) => number): number {
  const points = [{ x: 0, y: atZero }];
  if (atZero <= 0) return 0;
  for (const [d, delta] of deltas.entries()) {
    const [before, here] = [points.at(-1)!, { x: delta, y: at(d) }];
    if (here.y <= 0) {
      const [from, to] = here.y < -NOTHING * before.y || points.length === 1 ? [before, here] : [points.at(-2)!, before];
      const zero = to.y < from.y ? from.x + ((to.x - from.x) * from.y) / (from.y - to.y) : delta;
      return Math.min(delta, Math.max(before.x, zero));
    }
    points.push(here);
  }
  return 1;
}

/** The delta that one lie needs. */
export const deltaOfLie = (gains: GainsUnder, lie: Pair, caution = 0): number =>
  crossing(
    gains.deltas,
    gains.bayesian(lie) - caution * gains.standardError(lie, 0),
    (d) => gains.estimate(lie, d) - caution * gains.standardError(lie, d),
  );

/**
 * The lie that looks to need most, after a few standard errors are taken off; and what it is taken to need. Undefined where no lie
 * gains.
 */
export function bindingLie(gains: GainsUnder): { readonly lie: Pair; readonly delta: number } | undefined {
  let best: { lie: Pair; cautious: number } | undefined;
  for (const caution of [CAUTION, 0]) {
    for (const lie of gains.lies) {
      const cautious = deltaOfLie(gains, lie, caution);
      if (cautious > (best?.cautious ?? 0)) best = { lie, cautious };
    }
    if (best) return { lie: best.lie, delta: deltaOfLie(gains, best.lie) };
  }
  return undefined;
}

/** The lie whose lower bound is likely to be the highest; not always the one that binds, which may be hard to tell from none. */
export function surestLie(gains: GainsUnder): Pair | undefined {
  const promising = gains.lies
    .map((lie) => ({ lie, delta: deltaOfLie(gains, lie) }))
    .filter(({ delta }) => delta > 0)
    .sort((a, b) => b.delta - a.delta);
  let best: { lie: Pair; delta: number } | undefined;
  for (const { lie, delta } of promising) {
    if (best && delta <= best.delta) break;
    const doubt = gains.estimate(lie, 0) - foreseen(gains, lie, 0);
    const sure = crossing(gains.deltas, gains.bayesian(lie) - doubt, (d) => foreseen(gains, lie, d));
    if (sure > (best?.delta ?? 0)) best = { lie, delta: sure };
  }
  return best?.lie;
}

/** Lies that an independent sample named; absent: none gained there, and the lower bound is 0. */
export interface Witnesses {
  /** Whose delta is the estimate. */
  readonly binding?: Pair | undefined;
  /** Whose gain is bounded from below; default: the binding one. */
  readonly surest?: Pair | undefined;
}

export const witnessesIn = (pilot: GainsUnder): Witnesses => ({ binding: bindingLie(pilot)?.lie, surest: surestLie(pilot) });

/**
 * Bounds test the ladder in order. `upper`: from the top down, each delta at alpha / 2, for all lies at once; delta* is at most the
 * last of the leading run at which no lie gains for certain. If delta* were above it, a true hypothesis would have been rejected,
 * and the first such one at that, so no union over the ladder is due. `lower`: from the bottom up, one lie named by an
 * independent sample; delta* is at least the last of the leading run at which it certainly gains.
 */
export function deltaStarOnLadder(gains: GainsUnder, { binding, surest = binding }: Witnesses): DeltaStar {
  const { deltas, lies } = gains;
  let safe = deltas.length;
  while (safe > 0 && lies.every((lie) => gains.upper(lie, safe - 1) <= gains.slack)) safe--;
  let gaining = 0;
  while (surest && gaining < deltas.length && gains.lower(surest, gaining) > gains.slack) gaining++;
  const lower = gaining === 0 ? 0 : deltas[gaining - 1]!;
  const certified = safe < deltas.length;
  const upper = Math.max(lower, certified ? deltas[safe]! : 1);
  const estimate = binding ? deltaOfLie(gains, binding) : 0;
  return { estimate: Math.min(upper, Math.max(lower, estimate)), lower, upper, certified, ...(binding ? { lie: binding } : {}) };
}

/** Halvings of [0, 1]: more would be finer than the cells of any quadrature. */
const HALVINGS = 24;

interface Needed {
  readonly delta: number;
  readonly lie?: Pair;
  /** False: a lie gains at 1, and the side is done. */
  readonly enough: boolean;
}

/**
 * For every side the largest delta that any lie needs: lies in turn, each bisected only if it still gains at what the others need. A lie
 * that gains at 1 leaves the side at 1. Gains up to `slack` are none; where nothing is needed for certain, and not more than
 * `bracket` in any case, the estimate is 0. Gains fall as delta rises: a lie that has none at the least of the three deltas, by the upper
 * end, has none on any side.
 */
export function deltaStarByBisection(
  lies: readonly Pair[],
  gain: (lie: Pair, delta: number) => Interval,
  slack: number,
  bracket: number,
): DeltaStar {
  const needed = (side: Side, lie: Pair, known: number): Needed => {
    const gains = (delta: number): boolean => gain(lie, delta)[side] > slack;
    if (gains(1)) return { delta: 1, lie, enough: false };
    let [short, enough] = [known, 1];
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (short + enough) / 2;
      if (gains(middle)) short = middle;
      else enough = middle;
    }
    return { delta: side === 'lower' ? short : enough, lie, enough: true };
  };
  const found: Record<Side, Needed> = {
    lower: { delta: 0, enough: true }, estimate: { delta: 0, enough: true }, upper: { delta: 0, enough: true },
  };
  for (const lie of lies) {
    const open = (['lower', 'estimate', 'upper'] as const).filter((side) => found[side].enough);
    const least = Math.min(...open.map((side) => found[side].delta));
    const first = gain(lie, least);
    if (first.upper <= slack) continue;
    for (const side of open) {
      const { delta } = found[side];
      if ((delta === least ? first : gain(lie, delta))[side] > slack) found[side] = needed(side, lie, delta);
    }
    if (open.every((side) => !found[side].enough)) break;
  }
  const { lower, estimate: middle, upper } = found;
  const nothing = lower.delta === 0 && upper.delta <= bracket;
  const estimate = nothing ? 0 : Math.min(upper.delta, Math.max(lower.delta, middle.delta));
  return {
    estimate,
    lower: Math.min(lower.delta, upper.delta),
    upper: upper.delta,
    certified: upper.enough,
    ...(middle.lie ? { lie: middle.lie } : {}),
  };
}
