/** Random finite signal spaces, beliefs and payoffs, with what the definitions say of them by enumeration. */
import seedrandom from 'seedrandom';
import { optimum, type Constraint } from './linear-program.ts';

export interface SmallSpace {
  /** [n][D] */
  readonly points: readonly (readonly number[])[];
  /** [n] the prior's masses; they add up to 1. */
  readonly masses: readonly number[];
  /** [n] */
  readonly payoff: readonly number[];
}

export const distance = (x: readonly number[], y: readonly number[]): number => Math.max(...x.map((value, d) => Math.abs(value - y[d]!)));

/** `coarse`: points and payoffs in eighths, so that distances and payoffs tie. About a quarter of all points have no mass. */
export function randomSpace(seed: string, size: number, dimensions: number, coarse: boolean): SmallSpace {
  const random = seedrandom(seed);
  const number = (range: number): number => (coarse ? Math.floor(random() * 8 * range) / 8 : random() * range);
  const points: number[][] = [];
  while (points.length < size) {
    const point = Array.from({ length: dimensions }, () => number(1.5));
    if (points.every((other) => distance(point, other) > 0)) points.push(point);
  }
  if (dimensions === 1) points.sort(([a], [b]) => a! - b!);
  const raw = points.map((_, i) => (i > 0 && random() < 0.25 ? 0 : coarse ? 1 + Math.floor(random() * 3) : random()));
  const total = raw.reduce((a, b) => a + b, 0);
  return { points, masses: raw.map((mass) => mass / total), payoff: points.map(() => number(4) - 2) };
}

/** Some deltas at large, one equal to a distance between points where there is one in (0, 1], and the ends. */
export function deltasFor({ points }: SmallSpace, seed: string): number[] {
  const distances = points.flatMap((x) => points.map((y) => distance(x, y))).filter((d) => d > 0 && d <= 1);
  const random = seedrandom(`${seed} deltas`);
  return [0.01, 0.05 + 0.4 * random(), ...(distances.length > 0 ? [distances[Math.floor(random() * distances.length)]!] : []), 0.999, 1];
}

/** Strassen: couplings pi(x, y) of the prior whose mass on pairs farther apart than `radius` is at most delta. */
export function transportOptimum(
  goal: 'Minimize' | 'Maximize',
  { points, masses, payoff }: SmallSpace,
  radius: number,
  delta: number,
): number {
  const n = points.length;
  const marginals = points.map((_, x): Constraint => ({
    terms: points.map((__, y) => [x * n + y, 1] as const), relation: '=', bound: masses[x]!,
  }));
  const far = points.flatMap((x, i) => points.flatMap((y, j) => (distance(x, y) > radius ? [[i * n + j, 1] as const] : [])));
  return optimum(
    goal, points.flatMap(() => payoff), [...marginals, ...(far.length > 0 ? [{ terms: far, relation: '<=' as const, bound: delta }] : [])],
  );
}

/** All events of the space as lists of points. */
const events = (n: number): number[][] =>
  Array.from({ length: 2 ** n - 1 }, (_, bits) => Array.from({ length: n }, (__, i) => i).filter((i) => ((bits + 1) >> i) & 1));

/** G(A^radius) + delta for every event A: the bounds of the Prokhorov metric's own definition. */
export function eventBounds({ points, masses }: SmallSpace, radius: number, delta: number): { event: number[]; bound: number }[] {
  return events(points.length).map((event) => {
    const near = points.map((x) => event.some((i) => distance(x, points[i]!) <= radius));
    return { event, bound: delta + masses.reduce((sum, mass, i) => (near[i] ? sum + mass : sum), 0) };
  });
}

/** The same optimum over beliefs F with F(A) <= G(A^radius) + delta for all A, without couplings. */
export function definitionOptimum(goal: 'Minimize' | 'Maximize', space: SmallSpace, radius: number, delta: number): number {
  const whole: Constraint = { terms: space.points.map((_, i) => [i, 1] as const), relation: '=', bound: 1 };
  const rows = eventBounds(space, radius, delta).map(({ event, bound }): Constraint => ({
    terms: event.map((i) => [i, 1] as const), relation: '<=', bound,
  }));
  return optimum(goal, space.payoff, [whole, ...rows]);
}
