/** The sets of classes that a lie's payoff steps up on, as reach.ts takes them apart. */

/** [C] D_c of a lie, by the classes of the sums. */
export type Rise = (report: number, type: number) => ArrayLike<number>;

export interface Step {
  /** Mask of T. */
  readonly set: number;
  readonly step: number;
}

/** The sets T of a lie and their steps between the classes of `anywhere`. */
export function steps(rise: ArrayLike<number>, anywhere: number): { readonly least: number; readonly steps: readonly Step[] } {
  const order: number[] = [];
  for (let c = 0; c < rise.length; c++) if ((anywhere >> c) & 1) order.push(c);
  if (order.length === 0) throw new RangeError('a report must lead to some class');
  order.sort((a, b) => rise[a]! - rise[b]!);
  const found: Step[] = [];
  for (let i = 1; i < order.length; i++) {
    const [level, next] = [rise[order[i - 1]!]!, rise[order[i]!]!];
    // The set holds all classes above, for a class that was not known to occur may be chosen all the same.
    if (next > level) found.push({ set: above(rise, level), step: next - level });
  }
  return { least: rise[order[0]!]!, steps: found };
}

function above(rise: ArrayLike<number>, level: number): number {
  let mask = 0;
  for (let c = 0; c < rise.length; c++) if (rise[c]! > level) mask |= 1 << c;
  return mask;
}

/** The same, found once for every lie. */
export function cachedSteps(anywhere: readonly number[], rise: Rise): (report: number, type: number) => ReturnType<typeof steps> {
  const known = new Map<number, ReturnType<typeof steps>>();
  const size = anywhere.length;
  return (report, type) => {
    const key = report * size + type;
    const found = known.get(key) ?? steps(rise(report, type), anywhere[report]!);
    known.set(key, found);
    return found;
  };
}
