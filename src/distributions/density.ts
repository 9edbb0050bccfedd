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

/** The first index of increasing numbers from which on `holds`; their number where it nowhere does. */
function firstWhere(numbers: readonly number[], holds: (x: number) => boolean): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(numbers[middle]!)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Of steps, one between each of the increasing `values` and the next. */
export const stepsBetween = (values: readonly number[], densities: readonly number[]) => (low: number, high: number): Ends => {
  // Those that end at `low` or above and begin at `high` or below.
  const [first, beyond] = [Math.max(0, firstWhere(values, (x) => x >= low) - 1), firstWhere(values, (x) => x > high)];
  let [least, greatest] = [Infinity, -Infinity];
  for (let i = first; i < Math.min(beyond, densities.length); i++) {
    least = Math.min(least, densities[i]!);
    greatest = Math.max(greatest, densities[i]!);
  }
  return outwards(least, greatest);
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
