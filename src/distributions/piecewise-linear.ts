/**
 * piecewise-linear(x0,x1,...,xk): the quantile function is linear between knots at equal probabilities 0, 1/k, ..., 1,
 * so that a user can bring data as its quantiles. piecewise-linear(0:x0,p1:x1,...,1:xk) gives the probabilities too. A knot that is
 * repeated is an atom.
 */
import { stepsBetween } from './density.ts';
import type { Atom, Distribution } from './distribution.ts';
import { finiteNumber, requireInterval, type Family } from './family.ts';

interface Knots {
  readonly probabilities: readonly number[];
  readonly values: readonly number[];
}

function parseKnots(texts: readonly string[]): Knots {
  if (texts.length < 2) throw new RangeError(`needs at least two knots, got ${texts.length}`);
  const paired = texts.filter((text) => text.includes(':')).length;
  if (paired !== 0 && paired !== texts.length) throw new RangeError('either every knot is probability:value or none is');
  const last = texts.length - 1;
  const pairs = texts.map((text, i): [number, number] => {
    const [first, second, extra] = text.split(':');
    if (extra !== undefined) throw new RangeError(`a knot is value or probability:value, got '${text}'`);
    return second === undefined
      ? [i / last, finiteNumber(first!, `knot ${i}`)]
      : [finiteNumber(first!, `probability of knot ${i}`), finiteNumber(second, `knot ${i}`)];
  });
  const probabilities = pairs.map(([p]) => p);
  const values = pairs.map(([, x]) => x);
  if (probabilities[0] !== 0 || probabilities[last] !== 1) throw new RangeError('probabilities must run from 0 to 1');
  requireIncreasing(probabilities, 'probabilities');
  requireNondecreasing(values, 'knots');
  requireInterval(values[0]!, values[last]!);
  return { probabilities, values };
}

function requireIncreasing(numbers: readonly number[], name: string): void {
  const at = numbers.findIndex((value, i) => i > 0 && !(value > numbers[i - 1]!));
  if (at > 0) throw new RangeError(`${name} must increase strictly, but ${numbers[at - 1]} is followed by ${numbers[at]}`);
}

function requireNondecreasing(numbers: readonly number[], name: string): void {
  const at = numbers.findIndex((value, i) => i > 0 && !(value >= numbers[i - 1]!));
  if (at > 0) throw new RangeError(`${name} must not decrease, but ${numbers[at - 1]} is followed by ${numbers[at]}`);
}

/** Index i of the piece with from[i] <= at < from[i + 1]. */
function pieceOf(from: readonly number[], at: number): number {
  let low = 0;
  let high = from.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle]! <= at) low = middle;
    else high = middle;
  }
  return low;
}

function interpolate(from: readonly number[], to: readonly number[], at: number): number {
  const last = from.length - 1;
  if (at <= from[0]!) return to[0]!;
  if (at >= from[last]!) return to[last]!;
  const i = pieceOf(from, at);
  const share = (at - from[i]!) / (from[i + 1]! - from[i]!);
  return Math.min(to[i + 1]!, to[i]! + share * (to[i + 1]! - to[i]!));
}

export const piecewiseLinear: Family = {
  name: 'piecewise-linear',
  usage: 'piecewise-linear(x0,x1,...,xk) or piecewise-linear(0:x0,p1:x1,...,1:xk)',
  create(texts): Distribution {
    const knots = parseKnots(texts);
    return piecewiseLinearLaw(`piecewise-linear(${knots.values.map((x, i) => `${knots.probabilities[i]}:${x}`).join(',')})`, knots);
  },
};

/** The law whose quantile function is linear between these knots. */
export function piecewiseLinearLaw(text: string, { probabilities, values }: Knots): Distribution {
  const last = values.length - 1;
  const span = (i: number): number => values[i + 1]! - values[i]!;
  const mass = (i: number): number => probabilities[i + 1]! - probabilities[i]!;
  const cdf = (x: number): number => {
    const i = pieceOf(values, x);
    return Math.min(probabilities[i + 1]!, probabilities[i]! + mass(i) * ((x - values[i]!) / span(i)));
  };
  const survival = (x: number): number => {
    const i = pieceOf(values, x);
    return 1 - probabilities[i + 1]! + mass(i) * ((values[i + 1]! - x) / span(i));
  };
  const [different, atoms]: [number[], Atom[]] = [[], []];
  for (let [i, next] = [0, 0]; i <= last; i = next) {
    const at = values[i]!;
    while (values[next] === at) next++;
    different.push(at);
    if (next - i > 1) atoms.push({ at, mass: probabilities[next - 1]! - probabilities[i]! });
  }
  return {
    text,
    support: [values[0]!, values.at(-1)!],
    cdf: (x) => (x < values[0]! ? 0 : x >= values[last]! ? 1 : cdf(x)),
    survival: (x) => (x < values[0]! ? 1 : x >= values[last]! ? 0 : survival(x)),
    quantile: (p) => interpolate(probabilities, values, p),
    knots: different.filter((x) => x > values[0]! && x < values[last]!),
    ...(atoms.length > 0 ? { atoms } : {
      powers: { low: 1, high: 1 }, densityOn: stepsBetween(values, values.slice(1).map((_, i) => mass(i) / span(i))),
    }),
    mean: values.slice(1).reduce((sum, x, i) => sum + (probabilities[i + 1]! - probabilities[i]!) * (values[i]! + (x - values[i]!) / 2), 0),
  };
}
