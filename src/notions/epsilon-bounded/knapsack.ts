/** The fractional knapsack of epsilon-boundedness (Song22 Definition 4). */

export interface Item {
  /** Worth of a unit of weight, at least 0. */
  readonly worth: number;
  /** Weight allowed at epsilon = 0: the class's probability. */
  readonly share: number;
  /** Alternatives of the class: each may take epsilon more. */
  readonly count: number;
}

/**
 * Greatest sum w_c worth_c with 0 <= w_c <= share_c + count_c epsilon and sum w <= 1, and its slope to the right of epsilon;
 * `items` in falling order of worth.
 */
export function filled(items: readonly Item[], epsilon: number): { value: number; slope: number } {
  let room = 1;
  let value = 0;
  let slope = 0;
  let growth = 0;
  for (const { worth, share, count } of items) {
    const most = share + count * epsilon;
    // The class that no longer fits makes way for what the better ones gain.
    if (most >= room) return { value: value + room * worth, slope: slope - growth * worth };
    room -= most;
    value += most * worth;
    slope += count * worth;
    growth += count;
  }
  return { value, slope };
}

/** So much of the target may be missing for rounding's sake, relative to the worths. */
const TOLERANCE = 1e-13;

/**
 * Least epsilon >= 0 at which the knapsack is worth `target`; Infinity where none is. The worth is concave and piecewise linear
 * in epsilon, so Newton's steps from the left never pass the answer and end after as many as there are pieces.
 */
export function leastEpsilon(items: readonly Item[], target: number): number {
  const slack = TOLERANCE * (Math.abs(target) + (items[0]?.worth ?? 0));
  for (let epsilon = 0; ; ) {
    const { value, slope } = filled(items, epsilon);
    if (value >= target - slack) return epsilon;
    if (slope <= 0) return Infinity;
    const next = epsilon + (target - value) / slope;
    if (next <= epsilon) return epsilon;
    epsilon = next;
  }
}
