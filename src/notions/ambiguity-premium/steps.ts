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
  const order = Array.from({ length: rise.length }, (_, c) => c).filter((c) => (anywhere >> c) & 1).sort((a, b) => rise[a]! - rise[b]!);
  if (order.length === 0) throw new RangeError('a report must lead to some class');
  const found = order.flatMap((c, i): Step[] => {
    const next = order[i + 1];
    // The set holds all classes above, for a class that was not known to occur may be chosen all the same.
    return next !== undefined && rise[next]! > rise[c]! ? [{ set: above(rise, rise[c]!), step: rise[next]! - rise[c]! }] : [];
  });
  return { least: rise[order[0]!]!, steps: found };
}

const above = (rise: ArrayLike<number>, level: number): number =>
  Array.from(rise).reduce((mask, x, c) => (x > level ? mask | (1 << c) : mask), 0);

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
