/** discrete(x1:p1,x2:p2,..): value x_i with probability p_i. Types are the values; reports any number in between. */
import type { Atom, Distribution } from './distribution.ts';
import { finiteNumber, requireInterval, requirePositive, type Family } from './family.ts';

/** By which probabilities may miss a sum of one. */
const SUM_ROUNDING = 1e-9;
const VALUES_MAX = 256;

export const discrete: Family = {
  name: 'discrete',
  usage: 'discrete(x1:p1,x2:p2,...)',
  create(texts): Distribution {
    const pairs = texts.map((text, i): [number, number] => {
      const parts = text.split(':');
      if (parts.length !== 2) throw new RangeError(`each value is value:probability, got '${text}'`);
      const pair: [number, number] = [finiteNumber(parts[0]!, `value ${i + 1}`), finiteNumber(parts[1]!, `probability ${i + 1}`)];
      requirePositive(pair[1], `probability ${i + 1}`);
      return pair;
    });
    if (pairs.length < 2 || pairs.length > VALUES_MAX) throw new RangeError(`needs from 2 to ${VALUES_MAX} values, got ${pairs.length}`);
    const at = pairs.findIndex(([x], i) => i > 0 && !(x > pairs[i - 1]![0]));
    if (at > 0) throw new RangeError(`values must increase strictly, but ${pairs[at - 1]![0]} is followed by ${pairs[at]![0]}`);
    const total = requireSumOfOne(pairs.map(([, p]) => p), 'probabilities');
    requireInterval(pairs[0]![0], pairs.at(-1)![0]);
    requireApart(pairs.map(([x]) => x));
    const text = `discrete(${pairs.map(([x, p]) => `${x}:${p}`).join(',')})`;
    return discreteLaw(text, pairs.map(([x, p]) => ({ at: x, mass: p / total })));
  },
};

/** The sum of the numbers, which rounding alone may part from one; throws RangeError where it is another. */
export function requireSumOfOne(numbers: readonly number[], name: string): number {
  const total = numbers.reduce((sum, p) => sum + p, 0);
  if (Math.abs(total - 1) > SUM_ROUNDING) throw new RangeError(`${name} must sum to 1, got ${Number(total.toPrecision(12))}`);
  return total;
}

/** Of the larger end: values closer than this have too few doubles between them. */
const CLOSEST = 1e-12;

/** Throws RangeError where two of the increasing values are too close for their distance from 0 or beside the others. */
export function requireApart(values: readonly number[]): void {
  const least = CLOSEST * Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!));
  const at = values.findIndex((x, i) => i > 0 && x - values[i - 1]! < least);
  if (at > 0) {
    const accepted = `values at least ${CLOSEST} of the largest apart`;
    throw new RangeError(`values ${values[at - 1]} and ${values[at]} are too close to be told apart; accepted: ${accepted}`);
  }
}

/** The law of these atoms, increasing, whose masses sum to one. */
export function discreteLaw(text: string, atoms: readonly Atom[]): Distribution {
  const values = atoms.map(({ at }) => at);
  // Sums from either end, so that small tails keep their digits.
  const upTo = new Float64Array(atoms.length);
  const beyond = new Float64Array(atoms.length);
  atoms.forEach(({ mass }, i) => (upTo[i] = (upTo[i - 1] ?? 0) + mass));
  for (let i = atoms.length - 2; i >= 0; i--) beyond[i] = beyond[i + 1]! + atoms[i + 1]!.mass;
  const [low, high] = [values[0]!, values.at(-1)!];
  const last = (x: number): number => values.findLastIndex((value) => value <= x);
  return {
    text,
    support: [low, high],
    cdf: (x) => (x >= high ? 1 : x < low ? 0 : upTo[last(x)]!),
    survival: (x) => (x < low ? 1 : beyond[last(x)]!),
    quantile: (p) => values[upTo.findIndex((sum) => sum >= p)] ?? high,
    atoms,
    mean: atoms.reduce((sum, { at, mass }) => sum + at * mass, 0),
  };
}
