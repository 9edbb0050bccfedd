/**
 * Full insurance of a mechanism's interim utility mu under ambiguity (ambiguity-premium.ts), where the others' types are atoms and the rule
 * is certain of one alternative: nothing is sampled. In linear problems
 *     h(y) = sum_c (s_c - t_c) a_c(k),   k what report t leads to at the others' signals y, a_c(k) its slope in the own coordinate c,
 * so worst and best means of h are those of finitely many numbers (src/beliefs/worst-case.ts), once it is known which alternatives lie
 * within a radius of each profile, and anywhere (src/experiments/enumeration/reach.ts). Signals of the others are all numbers of hulls of
 * their supports, so beliefs may move an atom off its place.
 *
 * Of an agent with one signal, with W the least mean of a(k) over the beliefs for s > t and the greatest for s < t, a lie gains
 *     mu(t) - mu(s) + (s - t) W.
 * Between breakpoints of the payoff and ends of spans W does not change with t and mu is affine, so suprema over all reports are maxima at
 * those points and over limits at them from both sides. Gains up to `slack` are none.
 */
import type { BeliefSet, Metric } from '../beliefs/belief-set.ts';
import { exactly } from '../statistics/interval.ts';
import { bare, type Certified } from './certified.ts';
import type { DeltaStar } from './delta-star.ts';
import type { InsuredGains, InsuredLie } from './enumerated-ambiguity/lies.ts';
import { Outcomes, type InsuredAsked, type Signal } from './enumerated-ambiguity/outcomes.ts';

export { insuredOnLine, insuredOverList, spanEnds } from './enumerated-ambiguity/lies.ts';
export type { InsuredGains } from './enumerated-ambiguity/lies.ts';
export type { InsuredAsked } from './enumerated-ambiguity/outcomes.ts';

/** The most that any report gains: of a line, on which the truth is a limit of lies, at least 0; else of the lies tried. */
export function insuredGain(gains: InsuredGains, beliefs: BeliefSet, slack: number): Certified {
  let best: InsuredLie | undefined;
  for (const place of gains.places(beliefs, true)) for (const lie of place(beliefs)) if (!best || lie.gain > best.gain) best = lie;
  const guarantee = gains.guarantee(beliefs);
  if (!best || (guarantee === 'continuum' && best.gain <= slack)) return { ...exactly(0), guarantee };
  const told = (x: number): number => (Math.abs(x) <= slack ? 0 : x);
  const { gain, type, report } = best;
  return {
    estimate: told(gain), lower: told(gain - slack / 2), upper: told(gain + slack / 2), guarantee,
    witness: { type: bare(type), report: bare(report) },
  };
}

/** Of [0, 1]: a delta in doubles. */
const HALVINGS = 46;
/** Of a signal's unit, or of the own support where that is wider: what merging breakpoints can move a delta by. */
const MERGED = 1e-11;

/**
 * Ends round the least delta at which nothing fails, sets being nested, and what failed last before it; 1 and 1 where something always
 * does.
 * Places in turn, each halved only if it still fails at what those before it need.
 */
function leastDelta<T>(places: readonly ((delta: number) => T | undefined)[]) {
  let found: { readonly short: number; readonly enough: number; readonly last?: T } = { short: 0, enough: 0 };
  for (const failing of places) {
    let last = failing(found.enough);
    if (last === undefined) continue;
    const always = failing(1);
    if (always !== undefined) return { short: 1, enough: 1, last: always };
    let [short, enough] = [found.enough, 1];
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (short + enough) / 2;
      const here = failing(middle);
      if (here === undefined) enough = middle;
      else [short, last] = [middle, here];
    }
    found = { short, enough, last };
  }
  return found;
}

export interface InsuredDelta {
  readonly star: DeltaStar;
  readonly guarantee: 'continuum' | 'grid';
  /** The lie that needs most. */
  readonly lie?: InsuredLie;
  /** sup of premium by size at delta* (guaranteed-epsilon.ts); absent where no lie has a size. */
  readonly guaranteedEpsilon?: Certified;
}

/**
 * Roundings of gains that the upper end of delta* allows for beyond its crossing, each taken to move it by what the last one did. Where
 * gains flatten it may be more: the end is that of gains of at most twice rounding, and this an allowance.
 */
const BEYOND = 4;

/**
 * The least delta at which no lie gains more than rounding; 1, and not certified, where some lie does under every belief. What gains within
 * rounding can move it by is told by how far it lies from where gains fall below twice as much.
 */
export function insuredDelta(gains: InsuredGains, metric: Metric, slack: number, width: number): InsuredDelta {
  const setOf = (delta: number): BeliefSet => (delta === 0 ? { kind: 'bayesian' } : { kind: metric, delta });
  const places = gains.places({ kind: metric, delta: 1 }, true);
  const gainingBy = (roundings: number) => places.map((place) => (delta: number): InsuredLie | undefined => {
    for (const lie of place(setOf(delta))) if (lie.gain > roundings * lie.error * lie.size) return lie;
    return undefined;
  });
  const { short, enough, last } = leastDelta(gainingBy(1));
  const step = last ? Math.max(0, short - leastDelta(gainingBy(2)).short) : 0;
  const guarantee = gains.guarantee({ kind: metric, delta: 1 });
  const moved = last && metric === 'prokhorov' ? MERGED * Math.max(1, width) : 0;
  const upper = Math.min(1, enough + BEYOND * step + moved);
  const star: DeltaStar = {
    estimate: Math.min(upper, enough + step), lower: Math.max(0, short - moved), upper, certified: short < 1,
  };
  const epsilon = guaranteedAt(gains, [star.lower, star.estimate, star.upper].map(setOf), slack, guarantee);
  return { star, guarantee, ...(last ? { lie: last } : {}), ...(epsilon ? { guaranteedEpsilon: epsilon } : {}) };
}

/** Premiums rise with delta. `sets`: at both ends of delta*, its estimate between. */
function guaranteedAt(
  gains: InsuredGains, sets: readonly BeliefSet[], slack: number, guarantee: Certified['guarantee'],
): Certified | undefined {
  const largest = (beliefs: BeliefSet): InsuredLie | undefined => {
    let best: InsuredLie | undefined;
    for (const place of gains.places(beliefs, false)) {
      for (const lie of place(beliefs)) if (lie.premium !== undefined && !(lie.premium <= (best?.premium ?? -1))) best = lie;
    }
    return best;
  };
  const [low, middle, high] = sets.map(largest);
  if (!low || !middle || !high) return undefined;
  const [lower, estimate, upper] = [low.premium! - slack, middle.premium!, high.premium! + slack];
  return {
    lower: Math.max(0, lower), estimate: Math.max(0, estimate), upper: Math.max(0, estimate, upper), guarantee,
    witness: { type: bare(middle.type), report: bare(middle.report) },
  };
}

/**
 * The least delta with max F(t is served) >= min F(s is served) for all types s < t, whatever the transfers (implementability-delta.ts), of
 * an agent with one signal whose value has two slopes. Types are the atoms. Undefined with other slopes.
 */
export function neededDelta(asked: InsuredAsked, metric: Metric): Certified | undefined {
  const slope = asked.slopes.map(([a]) => a!);
  const [low, high] = [Math.min(...slope), Math.max(...slope)];
  if (asked.types[0]!.length > 1 || low === high || !slope.every((a) => a === low || a === high)) return undefined;
  const served = slope.map((a) => Number(a === high));
  const types = [...asked.types].sort(([a], [b]) => a! - b!);
  const outcomes = types.map((type) => new Outcomes(asked, type));
  const failsAt = (delta: number): readonly [Signal, Signal] | undefined => {
    const beliefs: BeliefSet = delta === 0 ? { kind: 'bayesian' } : { kind: metric, delta };
    const least = outcomes.map((one) => one.worst(beliefs, served));
    const most = outcomes.map((one) => one.best(beliefs, served));
    for (let t = 1; t < types.length; t++) {
      for (let s = 0; s < t; s++) if (least[s]! - most[t]! > CHANCE_SLACK) return [types[s]!, types[t]!];
    }
    return undefined;
  };
  const { short, enough, last: failing } = leastDelta([failsAt]);
  return {
    estimate: enough, lower: Math.max(0, short - CHANCE_SLACK), upper: Math.min(1, enough + CHANCE_SLACK), guarantee: 'point',
    ...(failing ? { witness: { type: bare(failing[1]), report: bare(failing[0]) } } : {}),
  };
}

/** Of sums of probabilities. */
const CHANCE_SLACK = 1e-12;
