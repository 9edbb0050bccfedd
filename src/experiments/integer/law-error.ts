/**
 * What it does to results that signals are drawn to cells and that values are whole numbers.
 *
 * Laws are replaced one coordinate at a time. A number h that is, along each coordinate, made of at most p linear pieces between low
 * and high has a variation of at most (2 p - 1) (high - low), and integrating by parts its mean moves by at most that times sup |F_drawn -
 * F|. The choices of a rule that maximises K_d different slopes along coordinate d make at most K_d pieces.
 *
 * Whole numbers can turn a choice where two alternatives are closer than `tie`: for k against l no more often than a coordinate d falls
 * into an interval of length 2 tie / |slope_k - slope_l|.
 */
import type { CellLaw } from './cells.ts';
import { addForms, type Form } from './forms.ts';
import { remembered } from '../remembered.ts';

export interface LawError {
  /** Bound on the error of the probability of a class of alternatives. */
  readonly probability: number;
  /** Bound on the error of the mean of a payoff or a gain, as a share of its range. */
  readonly share: number;
}

export interface Objective {
  /** [K][D], from the signals that are drawn. */
  readonly form: Form;
  /** Two alternatives closer than this may be taken for each other. */
  readonly tie: number;
}

/** Laws that are drawn worse than this, all together, are left to the general path. */
const UNDRAWN = 0.02;

/** Why whole-number signals will not do, or undefined. */
export function whyUneven(laws: readonly CellLaw[]): string | undefined {
  const off = laws.reduce((sum, { distance }) => sum + distance, 0);
  return off > UNDRAWN
    ? `a law is too uneven on its support for signals in 2^28 steps: probabilities would be off by ${Number(off.toPrecision(2))}`
    : undefined;
}

/** Above this many alternatives the closest slopes stand for all pairs. */
const PAIRS_OF = 64;

/** `pieces` [objectives]: how many pieces beyond the first a piece of each objective's choice gives a payoff. */
export function lawError(laws: readonly CellLaw[], objectives: readonly Objective[], classOf: ArrayLike<number>, pieces: number): LawError {
  const distances = laws.reduce((sum, { distance }) => sum + distance, 0);
  const ties = objectives.reduce((sum, objective) => sum + tieChance(laws, objective, classOf), 0);
  // Outside its support a signal moves a payoff by a slope at most, and slopes make the payoff's range over the support no less wide.
  const beyond = laws.reduce((sum, { outside: { mass, spread } }) => sum + mass + 2 * spread, 0);
  const varied = laws.reduce((sum, { distance }, d) => {
    const slopes = objectives.reduce((most, { form }) => Math.max(most, new Set(form.coefficients.map((row) => row[d]!)).size), 1);
    return sum + distance * (2 * pieces * (slopes - 1) + 1);
  }, 0);
  return { probability: Math.min(1, 2 * distances + ties), share: Math.min(1, varied + 2 * ties + beyond) };
}

/** Bound on the probability that a class is taken for another: over the class with most to be taken for. */
function tieChance(laws: readonly CellLaw[], { form: { coefficients }, tie }: Objective, classOf: ArrayLike<number>): number {
  const chances = laws.map(({ concentration }) => remembered((slope) => concentration((2 * tie) / slope)));
  const pair = (k: number, l: number): number => {
    let least = 1;
    let moved = false;
    for (const [d, chance] of chances.entries()) {
      const slope = Math.abs(coefficients[k]![d]! - coefficients[l]![d]!);
      if (slope === 0) continue;
      moved = true;
      least = Math.min(least, chance(slope));
    }
    // Where no signal of the others matters, only single reports tie.
    return moved ? least : 0;
  };
  const count = coefficients.length;
  if (count > PAIRS_OF) {
    return Math.min(1, (count - 1) * laws.reduce((most, _, d) => Math.max(most, closest(coefficients, d, chances[d]!)), 0));
  }
  const byClass = new Map<number, number>();
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++) {
      if (classOf[k] !== classOf[l]) byClass.set(classOf[k]!, (byClass.get(classOf[k]!) ?? 0) + pair(k, l));
    }
  }
  return Math.min(1, Math.max(0, ...byClass.values()));
}

/** At the closest two slopes of a coordinate. */
function closest(coefficients: Form['coefficients'], d: number, chance: (slope: number) => number): number {
  const slopes = [...new Set(coefficients.map((row) => row[d]!))].sort((a, b) => a - b);
  const gap = slopes.slice(1).reduce((least, slope, i) => Math.min(least, slope - slopes[i]!), Infinity);
  return Number.isFinite(gap) ? chance(gap) : 0;
}

/** The rule's objective as the agent meets it: the others' welfare and, where it counts, her own value. */
export const objectiveForm = (drawn: Form, value: Form, counts: boolean): Form => (counts ? addForms(drawn, value) : drawn);
