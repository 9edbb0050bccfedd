/** discrete(x1:p1,x2:p2,..): value x_i with probability p_i. Types are the values; reports are any number from the least to the greatest. */
import type { Distribution } from './distribution.ts';
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
    const total = pairs.reduce((sum, [, p]) => sum + p, 0);
    if (Math.abs(total - 1) > SUM_ROUNDING) throw new RangeError(`probabilities must sum to 1, got ${Number(total.toPrecision(12))}`);
    requireInterval(pairs[0]![0], pairs.at(-1)![0]);
    const values = pairs.map(([x]) => x);
    const closest = values.slice(1).reduce((least, x, i) => Math.min(least, x - values[i]!), Infinity);
    requireInterval(values[0]!, values[0]! + closest * values.length);
    const atoms = pairs.map(([x, p]) => ({ at: x, mass: p / total }));
    // Sums from either end, so that small tails keep their digits.
    const upTo = atoms.map((_, i) => atoms.slice(0, i + 1).reduce((sum, { mass }) => sum + mass, 0));
    const beyond = atoms.map((_, i) => atoms.slice(i + 1).reduceRight((sum, { mass }) => sum + mass, 0));
    const last = (x: number): number => values.findLastIndex((value) => value <= x);
    return {
      text: `discrete(${pairs.map(([x, p]) => `${x}:${p}`).join(',')})`,
      support: [values[0]!, values.at(-1)!],
      cdf: (x) => (x >= values.at(-1)! ? 1 : x < values[0]! ? 0 : upTo[last(x)]!),
      survival: (x) => (x < values[0]! ? 1 : beyond[last(x)]!),
      quantile: (p) => values[upTo.findIndex((sum) => sum >= p)] ?? values.at(-1)!,
      atoms,
      mean: atoms.reduce((sum, { at: x, mass }) => sum + x * mass, 0),
    };
  },
};
