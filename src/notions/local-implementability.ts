/**
 * Epsilon-local implementability (Song22 Definitions 5 and 8) in words: the epsilon for which the mechanism is epsilon-LIC and, where
 * values are additively separable, epsilon-bounded, its interim utility being monotone.
 */
import { sides, type Interval } from '../statistics/interval.ts';
import type { Guarantee } from '../results/document.ts';
import type { EpsilonBounded } from './epsilon-bounded.ts';
import type { Certified } from './certified.ts';
import type { EpsilonLic } from './epsilon-lic.ts';
import type { Monotonicity } from './monotonicity.ts';

export interface LocalParts {
  readonly lic: Certified & Partial<Pick<EpsilonLic, 'exists' | 'irrelevantGain'>>;
  /** Absent where values are not additively separable: Definition 8 then does not ask for it. */
  readonly bounded?: EpsilonBounded;
  readonly monotone: Monotonicity;
  /** Violations up to here, in each quantity's own unit, count as none: what the sample cannot tell from zero. */
  readonly tolerance: number;
  /** Payoffs' whole range over the widest side of the type space: an epsilon known no better than that is not known. */
  readonly payoffSlope: number;
}

export interface LocalImplementability {
  /**
   * `holds`: with the epsilon given.  `fails`: for every epsilon, for certain.  `undecided`: the sample is too small to exclude a
   * violation that no epsilon would repair.
   */
  readonly status: 'holds' | 'fails' | 'undecided';
  /** The least epsilon with its bounds; of LIC and boundedness, whichever needs more. At least 0. */
  readonly epsilon: Interval;
  /** The weaker of the parts' guarantees. */
  readonly guarantee: Guarantee;
  readonly text: string;
}

interface Condition {
  readonly name: string;
  readonly value: Certified;
}

/** What no epsilon repairs: each must be at most 0. */
function conditions({ lic, bounded, monotone }: LocalParts): Condition[] {
  return [
    ...(lic.irrelevantGain && lic.exists !== 'finite' ? [{
      name: 'lies about own-payoff-irrelevant information alone gain',
      value: lic.irrelevantGain,
    }] : []),
    { name: 'interim utility falls in the signal', value: monotone.violation },
    ...(monotone.irrelevantDifference && lic.exists !== 'finite' ? [{
      name: 'interim utility depends on own-payoff-irrelevant information',
      value: monotone.irrelevantDifference,
    }] : []),
    ...(bounded ? [{ name: 'interim utility rises faster than any alternative allows (Song22 (11))', value: bounded.excess }] : []),
  ];
}

const round = (value: number): string => String(Number(value.toPrecision(3)));

export function localImplementability(parts: LocalParts): LocalImplementability {
  const { lic, bounded, tolerance, payoffSlope } = parts;
  const epsilon = sides((side) => Math.max(0, lic[side], bounded?.epsilon[side] ?? 0));
  const all = conditions(parts);
  const broken = all.filter(({ value }) => value.lower > tolerance);
  const open = all.filter(({ value }) => value.lower <= tolerance && value.upper > tolerance);
  const pointwise = [lic, ...(bounded ? [bounded.epsilon] : []), parts.monotone.violation];
  const guarantee = pointwise.some((part) => part.guarantee === 'point')
    ? 'point'
    : pointwise.some((part) => part.guarantee === 'grid') ? 'grid' : 'continuum';
  if (broken.length > 0) {
    return {
      status: 'fails',
      epsilon,
      guarantee,
      text: `not ε-locally implementable by these transfers for any ε: ${list(broken, 'lower', 'at least')}`,
    };
  }
  const asked = bounded ? 'locally incentive compatible, bounded and monotone' : 'locally incentive compatible and monotone';
  const reach = `ε = ${round(epsilon.estimate)}, between ${round(epsilon.lower)} and ${round(epsilon.upper)}`;
  if (open.length > 0) {
    return {
      status: 'undecided',
      epsilon,
      guarantee,
      text: `ε-locally implementable with ${reach}, unless what this sample cannot exclude is so: ${list(open, 'upper', 'at most')}`,
    };
  }
  if (epsilon.upper - epsilon.lower > payoffSlope) {
    return {
      status: 'undecided',
      epsilon,
      guarantee,
      text: `${asked}, but ${reach}, is known no better than payoffs vary over the type space: more profiles say more`,
    };
  }
  return { status: 'holds', epsilon, guarantee, text: `ε-locally implementable with ${reach}: ${asked}` };
}

const list = (failed: readonly Condition[], side: 'lower' | 'upper', word: string): string =>
  failed.map(({ name, value }) => `${name} (by ${word} ${round(value[side])})`).join('; ');
