/**
 * Nonconstant rules that are ex post incentive compatible for both agents, built from bilinear values where they exist; the agent's type
 * comes first in all functions.
 *
 * - `potentialRule`: F_-i = λ F_i with λ > 0, JMMZ's condition b_ik b_-il = b_il b_-ik with one sign. The index
 *   Φ = f_i·θ + θ'F_i z + G_-i·z / λ - c is v_i less a function of z, and 1/λ times v_-i less a function of θ. So alternative 1 iff
 *   Φ >= 0 is what each agent wants at the prices v_i - Φ and v_-i - λ Φ, which do not depend on her own type.
 * - `oneCoordinateRule`: the other's type is one number and her value moves with it in one direction. The index (f_i + F_i z)·θ + R z - c
 *   is v_i less a function of z, and rises (falls) in z with her value for R large (small) enough.
 */
import { affineAt } from '../../beliefs/affine.ts';
import { bilinearAt, corners, gradient, swapped, type Bilinear } from '../../environment/two-agent.ts';
import { rankAtMostOne } from '../../environment/parallel.ts';

const middleOf = (of: Bilinear): readonly [number[], number[]] => [of.first.map(() => 0.5), of.second.map(() => 0.5)];

/** With c such that the boundary passes through the middle of the cube; undefined where that makes it constant. */
function centred(index: Bilinear): Bilinear {
  return { ...index, constant: index.constant - bilinearAt(index, ...middleOf(index)) };
}

/** λ with `other` = λ `own`, both different from 0; undefined where there is none. */
export function ratioOf(own: readonly number[], other: readonly number[]): number | undefined {
  const at = own.findIndex((x) => x !== 0);
  if (at < 0 || other.every((x) => x === 0) || !rankAtMostOne([own, other])) return undefined;
  return other[at]! / own[at]!;
}

export function potentialRule(own: Bilinear, other: Bilinear): Bilinear | undefined {
  const ratio = ratioOf(own.cross.flat(), other.cross.flat());
  if (ratio === undefined || !(ratio > 0)) return undefined;
  return centred({ constant: 0, first: own.first, second: other.second.map((x) => x / ratio), cross: own.cross });
}

export function oneCoordinateRule(own: Bilinear, other: Bilinear): Bilinear | undefined {
  if (own.second.length !== 1) return undefined;
  const rates = corners(own.first.length).map((corner) => affineAt(gradient(swapped(other))[0]!, corner));
  const sign = rates.every((x) => x > 0) ? 1 : rates.every((x) => x < 0) ? -1 : 0;
  if (sign === 0) return undefined;
  const steep = 1 + own.cross.reduce((sum, [x]) => sum + Math.abs(x!), 0);
  return centred({ constant: 0, first: own.first, second: [sign * steep], cross: own.cross });
}
