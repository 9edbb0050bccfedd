/** Bounds on densities over intervals, from where densities turn. */
type Ends = readonly [number, number];

/** What special functions and sums may do to a density, as a share of it. */
const ROUNDING = 1e-9;

export const outwards = (least: number, greatest: number): Ends => [least * (1 - ROUNDING), greatest * (1 + ROUNDING)];

/** Of a density that is monotone between `turns`: what it is at the ends and at the turns in between. */
export const densityBetween = (density: (x: number) => number, turns: readonly number[] = []) => (low: number, high: number): Ends => {
  const values = [low, high, ...turns.filter((x) => x > low && x < high)].map(density);
  return outwards(Math.min(...values), Math.max(...values));
};

/** Of steps, one between each of the increasing `values` and the next. */
export const stepsBetween = (values: readonly number[], densities: readonly number[]) => (low: number, high: number): Ends => {
  const met = densities.filter((_, i) => values[i + 1]! >= low && values[i]! <= high);
  return outwards(Math.min(...met), Math.max(...met));
};

/** Of weighted laws, each on its own support; what a support leaves out of the interval has no density. */
export const densitiesTogether = (
  parts: readonly { readonly weight: number; readonly support: Ends; densityOn(low: number, high: number): Ends }[],
) => (low: number, high: number): Ends => {
  let [least, greatest] = [0, 0];
  for (const { weight, support: [from, to], densityOn } of parts) {
    if (to < low || from > high) continue;
    const [a, b] = densityOn(Math.max(low, from), Math.min(high, to));
    if (from <= low && to >= high) least += weight * a;
    greatest += weight * b;
  }
  return [least, greatest];
};
