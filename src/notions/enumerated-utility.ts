/** Interim utility at types that are atoms, nothing sampled: its least value, its steepest fall (monotonicity.ts) and its curve. */
import { relevantDistance } from '../beliefs/signal-distance.ts';
import { payoffOf, type InterimPayoff } from '../experiments/enumeration/play.ts';
import { bare, type Certified } from './certified.ts';

export interface UtilityAsked {
  readonly types: readonly (readonly number[])[];
  readonly truths: readonly InterimPayoff[];
  readonly relevant: readonly boolean[];
  /** Bound on that of a payoff. */
  readonly rounding: number;
}

export interface EnumeratedUtility {
  readonly least: Certified;
  /** Absent where no two types differ in what matters alone. */
  readonly fall?: Certified;
  readonly curve: { readonly estimate: readonly number[]; readonly lower: readonly number[]; readonly upper: readonly number[] };
}

export function enumeratedUtility({ types, truths, relevant, rounding }: UtilityAsked): EnumeratedUtility {
  const mu = types.map((type, s) => payoffOf(truths[s]!, type));
  const at = mu.indexOf(Math.min(...mu));
  const falls = types.flatMap((low, s) => types.flatMap((high, t): Certified[] => {
    const size = relevantDistance(relevant, high, low);
    if (size === 0 || !high.every((x, c) => (relevant[c] ? x >= low[c]! : x === low[c]))) return [];
    const [estimate, error] = [(mu[s]! - mu[t]!) / size, (2 * rounding) / size];
    const witness = { type: bare(low), report: bare(high) };
    return [{ estimate, lower: estimate - error, upper: estimate + error, guarantee: 'point', witness }];
  }));
  const [first] = falls;
  return {
    least: {
      estimate: mu[at]!, lower: mu[at]! - rounding, upper: mu[at]! + rounding, guarantee: 'point',
      witness: { type: bare(types[at]!), report: bare(types[at]!) },
    },
    ...(first && { fall: falls.reduce((most, fall) => (fall.estimate > most.estimate ? fall : most), first) }),
    curve: { estimate: mu, lower: mu.map((x) => x - rounding), upper: mu.map((x) => x + rounding) },
  };
}
