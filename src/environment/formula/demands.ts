/** Whether expressions have a value throughout a box of signals: roots, logarithms and quotients by halving the box. */
import { InputError } from '../../errors.ts';
import { boundOver, type Box } from '../polynomial.ts';
import { moves, type Expression } from './expression.ts';
import type { Demand } from './read-formula.ts';
import { Tape } from './tape.ts';

const ROUNDS = 1000;
/** Points an axis at which a value that is not allowed is looked for, and points at most. */
const STEPS = [0, 1, 0.5, 0.25, 0.75] as const;
const POINTS_MAX = 4096;
/** Rounding of what is 0 at an end of the box, beside what it is made of. */
const ROUNDING = 1e-12;

/** [lowest, highest] of an expression over a box of signals, both ends near its own. */
export function rangeOver(expression: Expression, box: Box, rounds = ROUNDS): readonly [number, number] {
  const tape = new Tape([expression]);
  const end = (side: 0 | 1, sign: number): number => sign * boundOver(box, (part) => {
    tape.over(part);
    return sign * tape.range(0)[side];
  }, rounds);
  return [end(0, -1), end(1, 1)];
}

/** Throws InputError naming the first demand that is not met, or cannot be shown to be. */
export function requireMet(demands: readonly Demand[], box: Box, names: readonly string[], field: string): void {
  for (const demand of demands) {
    if (isMet(demand, box)) continue;
    const at = notMetAt(demand, box);
    const words = demand.must === 'be above 0' ? 'stays above 0' : demand.must === 'be 0 or more' ? 'stays at 0 or more' : 'is 0 nowhere';
    const wayOut = demand.must === 'not be 0' ? '' : `; max(.., ${demand.must === 'be above 0' ? 'a small number' : '0'}) would be`;
    throw new InputError(field, `${demand.place} must ${demand.must}` + (at
      ? `, and is ${Number(at.value.toPrecision(4))} at ${pointText(at.point, demand.of, names)}`
      : `, and cannot be shown to: bounds over boxes of signals do not tell that it ${words}${wayOut}`));
  }
}

function isMet({ of, must }: Demand, box: Box): boolean {
  if (must === 'not be 0') {
    const tape = new Tape([of]);
    const volume = (part: Box): number => part.reduce((share, [low, high], d) => {
      const [least, most] = box[d]!;
      return most > least ? share * ((high - low) / (most - least)) : share;
    }, 1);
    return boundOver(box, (part) => {
      tape.over(part);
      const [low, high] = tape.range(0);
      return low > 0 || high < 0 ? -Infinity : volume(part);
    }, ROUNDS) === -Infinity;
  }
  // Most are met by the whole box at once; of formulas nested hundreds deep every part demands something.
  const tape = new Tape([of]);
  tape.over(box);
  const [least] = tape.range(0);
  if (must === 'be above 0' ? least > 0 : least >= 0) return true;
  const [low, high] = rangeOver(of, box);
  return must === 'be above 0' ? low > 0 : low >= -ROUNDING * Math.max(Math.abs(low), Math.abs(high));
}

/** Corners, middles and quarters of the box, as many as are looked at. */
function* pointsOf(box: Box, entering: readonly number[]): Generator<number[]> {
  const middle = box.map(([low, high]) => low + (high - low) / 2);
  const steps = STEPS.filter((_, j) => (j + 1) ** entering.length <= POINTS_MAX || j === 0);
  const count = Math.min(POINTS_MAX, steps.length ** entering.length);
  for (let n = 0; n < count; n++) {
    const point = [...middle];
    let rest = n;
    for (const d of entering) {
      const [low, high] = box[d]!;
      point[d] = low + (high - low) * steps[rest % steps.length]!;
      rest = Math.floor(rest / steps.length);
    }
    yield point;
  }
}

function notMetAt({ of, must }: Demand, box: Box): { readonly value: number; readonly point: readonly number[] } | undefined {
  const tape = new Tape([of]);
  const entering = box.flatMap((_, d) => (moves(of, d) ? [d] : []));
  for (const point of pointsOf(box, entering)) {
    tape.evaluate(point);
    const value = tape.value[tape.roots[0]!]!;
    if (must === 'be above 0' ? value <= 0 : must === 'be 0 or more' ? value < 0 : value === 0) return { value, point };
  }
  return undefined;
}

function pointText(point: readonly number[], of: Expression, names: readonly string[]): string {
  const moved = names.flatMap((name, d) => (moves(of, d) ? [`${name} = ${point[d]}`] : []));
  return moved.length === 0 ? 'all signals' : moved.join(', ');
}
