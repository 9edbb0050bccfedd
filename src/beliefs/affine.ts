/** Functions that are affine in the other's type. */

/** c_0 + Σ_j c_j z_j of the other's type z. */
export interface Affine {
  readonly constant: number;
  readonly slopes: readonly number[];
}

/** Inner product. */
export const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, j) => sum + x * b[j]!, 0);

export const affineAt = ({ constant, slopes }: Affine, z: readonly number[]): number => constant + dot(slopes, z);

export const scaledAffine = ({ constant, slopes }: Affine, by: number): Affine =>
  ({ constant: constant * by, slopes: slopes.map((x) => x * by) });
