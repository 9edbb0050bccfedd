/**
 * The taxation function of JMM12's Lemma 3, at one type z of the other, for a chance linear in the agent's type. Along the straight path
 * from the type 0 the envelope utility is U(θ) = (q(0) + b·θ/2) a·θ, and the payment P = q v_i - U. Where the ex post field is a
 * gradient P is a function of the chance q alone, and its slope is v_i: the agent chooses q from a schedule.
 */
import { affineAt } from '../../beliefs/affine.ts';
import { bilinearAt, gradient, type Bilinear } from '../../environment/two-agent.ts';
import { levelCorners } from './ex-post-boundary.ts';

type Vector = readonly number[];

export interface Taxation {
  /** Largest less smallest payment among types with the chance of the middle type, in units of value. */
  readonly spread: number;
  /** By how much the slope of payments along the gradient of the chance misses the value of the middle type. */
  readonly slopeMiss: number;
}

const inner = (x: Vector, y: Vector): number => x.reduce((sum, u, j) => sum + u * y[j]!, 0);

/** Step of differences, as a share of the cube. */
const STEP = 1e-3;

/** Undefined where the chance does not depend on her type at z. */
export function taxation(value: Bilinear, chance: Bilinear, z: Vector): Taxation | undefined {
  const [a, b] = [value, chance].map((of) => gradient(of).map((one) => affineAt(one, z))) as [number[], number[]];
  const steepness = inner(b, b);
  if (steepness === 0) return undefined;
  const [origin, middle] = [a.map(() => 0), a.map(() => 0.5)];
  const start = bilinearAt(chance, origin, z);
  const payment = (own: Vector): number =>
    bilinearAt(chance, own, z) * bilinearAt(value, own, z) - (start + inner(b, own) / 2) * inner(a, own);
  const level = levelCorners(b, -inner(b, middle)).map(payment);
  const moved = (by: number): number => payment(middle.map((x, j) => x + (by * b[j]!) / Math.sqrt(steepness)));
  // A quadratic function: central differences are exact.
  const slope = (moved(STEP) - moved(-STEP)) / (2 * STEP * Math.sqrt(steepness));
  return { spread: Math.max(...level) - Math.min(...level), slopeMiss: Math.abs(slope - bilinearAt(value, middle, z)) };
}
