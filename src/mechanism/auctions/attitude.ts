/** Attitudes to risk: what money is worth, increasing, 0 at 0. */

export interface Attitude {
  readonly name: string;
  worth(money: number): number;
}

/** Constant relative risk aversion: x^(1 - r), and -|x|^(1 - r) below 0, for r in [0, 1). */
export const crra = (aversion: number): Attitude => ({
  name: `crra ${aversion}`,
  worth: (money) => Math.sign(money) * Math.abs(money) ** (1 - aversion),
});

/** Constant absolute risk aversion: (1 - e^(-a x)) / a, for a above 0. */
export const cara = (aversion: number): Attitude => ({
  name: `cara ${aversion}`,
  worth: (money) => -Math.expm1(-aversion * money) / aversion,
});

export const ATTITUDES = ['neutral', 'crra', 'cara'] as const;

/** Undefined for neutral bidders. */
export function attitudeOf(kind: (typeof ATTITUDES)[number], aversion: number): Attitude | undefined {
  if (kind === 'neutral' || (kind === 'crra' && aversion === 0)) return undefined;
  return kind === 'crra' ? crra(aversion) : cara(aversion);
}
