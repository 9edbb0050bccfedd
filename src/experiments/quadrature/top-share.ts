/** Sum of the largest values that make up a share of a mass. */

let order = new Int32Array(0);

/**
 * sum over j of w_j values[j] for 0 <= w_j <= masses[j], sum of w_j = share, at its greatest; the whole where the masses add up to
 * less. Linear time on average, by selection: positions are parted round a pivot until the level at which the share runs out
 * is alone; it goes in part.
 */
export function topShare(values: Float64Array, masses: Float64Array, share: number): number {
  if (order.length < values.length) order = new Int32Array(2 * values.length);
  for (let j = 0; j < values.length; j++) order[j] = j;
  let [from, to, left, sum] = [0, values.length, share, 0];
  // Invariant: order[from .. to - 1] holds the level; all above it is in `sum` and out of `left`.
  while (from < to && left > 0) {
    const pivot = middle(values[order[from]!]!, values[order[(from + to) >> 1]!]!, values[order[to - 1]!]!);
    let [front, at, back, above, sumAbove, equal] = [from, from, to, 0, 0, 0];
    while (at < back) {
      const j = order[at]!;
      const value = values[j]!;
      if (value > pivot) {
        above += masses[j]!;
        sumAbove += masses[j]! * value;
        order[at++] = order[front]!;
        order[front++] = j;
      } else if (value < pivot) {
        order[at] = order[--back]!;
        order[back] = j;
      } else {
        equal += masses[j]!;
        at++;
      }
    }
    if (above > left) to = front;
    else if (above + equal >= left) return sum + sumAbove + (left - above) * pivot;
    else {
      sum += sumAbove + equal * pivot;
      left -= above + equal;
      from = back;
    }
  }
  return sum;
}

const middle = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
