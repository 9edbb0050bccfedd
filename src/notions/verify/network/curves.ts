/** Rising functions of one number, and straight lines beside them. */

export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x)));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const bell = (x: number): number => sigmoid(x) * sigmoid(-x);

/** Value, and slope where it is; steepest where x is nearest to zero if `bump`, else at the upper end. */
export const CURVES = {
  tanh: { value: Math.tanh, slope: (x: number): number => 4 * bell(2 * x), bump: true },
  sigmoid: { value: sigmoid, slope: bell, bump: true },
  softplus: { value: softplus, slope: sigmoid, bump: false },
} as const;

/** Where the slope is `share`, of the curves that have one. */
const PLACES = {
  tanh: (share: number) => {
    const x = Math.atanh(Math.sqrt(Math.max(0, 1 - share)));
    return [x, -x];
  },
  // s (1 - s) = share
  sigmoid: (share: number) => {
    const x = 2 * Math.atanh(Math.sqrt(Math.max(0, 1 - 4 * share)));
    return [x, -x];
  },
  softplus: (share: number) => [Math.log(share / (1 - share))],
} as const;

/** The curve lies between share x + least and share x + most on [low, high], `share` the slope of the chord. */
export function between(name: keyof typeof CURVES, low: number, high: number): {
  readonly share: number; readonly least: number; readonly most: number;
} {
  const { value, slope } = CURVES[name];
  // Of a short piece the chord has no digits.
  const share = high - low > 1e-6 ? Math.max(0, (value(high) - value(low)) / (high - low)) : slope((low + high) / 2);
  const turns = PLACES[name](share).filter((x) => x > low && x < high);
  const apart = [low, high, ...turns].map((x) => value(x) - share * x);
  return { share, least: Math.min(...apart), most: Math.max(...apart) };
}
