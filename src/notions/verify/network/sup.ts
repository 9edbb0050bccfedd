/** Whether a function of a box stays below a level, by slopes: a box is cut until its bound does. */

/** A function with enclosures. */
export interface Bounded {
  readonly axes: number;
  /** Upper end over the box, and ends of the slope along each axis. */
  enclose(low: Float64Array, high: Float64Array): {
    readonly high: number; readonly slopeLow: readonly number[]; readonly slopeHigh: readonly number[];
  };
  at(point: Float64Array): number;
}

export type Answer = { readonly kind: 'below' } | { readonly kind: 'above'; readonly point: Float64Array; readonly value: number }
  | { readonly kind: 'undecided' };

/**
 * Along an axis on which the slope has one sign the best end stands for the whole, from then on; along the others the function changes
 * from its value at the middle by at most slope times half the width. Undecided after so many boxes.
 */
export function staysBelow({ axes, enclose, at }: Bounded, low: Float64Array, high: Float64Array, level: number, boxes: number): Answer {
  const open: (readonly [Float64Array, Float64Array])[] = [[low, high]];
  for (let looked = 0; open.length > 0; looked++) {
    if (looked >= boxes) return { kind: 'undecided' };
    const [from, to] = open.pop()!;
    const { high: natural, slopeLow, slopeHigh } = enclose(from, to);
    if (natural <= level) continue;
    const point = new Float64Array(axes);
    let [spread, widest, cut] = [0, -1, -1];
    for (let a = 0; a < axes; a++) {
      const width = to[a]! - from[a]!;
      const [down, up] = [slopeLow[a]!, slopeHigh[a]!];
      point[a] = down >= 0 ? to[a]! : up <= 0 ? from[a]! : from[a]! + width / 2;
      const part = (down >= 0 || up <= 0 ? 0 : Math.max(-down, up) * width) / 2;
      spread += part;
      if (part > widest && point[a]! > from[a]! && point[a]! < to[a]!) [widest, cut] = [part, a];
    }
    const value = at(point);
    if (value > level) return { kind: 'above', point, value };
    if (value + spread <= level) continue;
    if (cut < 0) return { kind: 'undecided' };
    const [bottom, top] = [from.slice(), to.slice()];
    for (let a = 0; a < axes; a++) if (slopeLow[a]! >= 0 || slopeHigh[a]! <= 0) bottom[a] = top[a] = point[a]!;
    const [left, right] = [top.slice(), bottom.slice()];
    left[cut] = right[cut] = point[cut]!;
    open.push([bottom, left], [right, top]);
  }
  return { kind: 'below' };
}
