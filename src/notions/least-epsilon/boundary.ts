/**
 * What an only informed agent's indifference and society's leave of the least ε (docs/fields.md, section 6). Along the boundary between two
 * alternatives that tie at the top, society is indifferent and her own gain a·s from one of them moves by a·τ as she moves by τ, b·τ = 0.
 * The cycle "one side here, the other side here, the other side there, the one side there" gains a·τ over twice the length of τ. Hence
 *
 *     least ε >= 1/2 max { a·τ : b·τ = 0, |τ| = 1 } = 1/2 min over λ of  max_x |a_x - λ b_x|,
 *
 * λ = 0 where a coordinate that does not enter her values moves society; nothing where no signal of hers does (b = 0). With two
 * alternatives and λ >= 0 this is the upper bound too.
 */
import type { Gradients } from '../../experiments/field/walk-sums.ts';

const largest = (a: readonly number[], b: readonly number[], lambda: number): number =>
  a.reduce((most, x, c) => Math.max(most, Math.abs(x - lambda * b[c]!)), 0);

function ofPair(a: readonly number[], b: readonly number[], relevant: readonly boolean[]): number {
  // Where she moves society nowhere between the two there is no boundary in her types.
  if (b.every((slope) => slope === 0)) return 0;
  if (b.some((slope, x) => slope !== 0 && !relevant[x])) return largest(a, b, 0) / 2;
  let best = largest(a, b, 0);
  // The largest of lines and their negatives is least where two of them meet.
  const lines = a.flatMap((height, x) => [[height, b[x]!], [-height, -b[x]!]] as const);
  for (const [height, slope] of lines) {
    for (const [other, steeper] of lines) {
      const lambda = (height - other) / (slope - steeper);
      if (Number.isFinite(lambda)) best = Math.min(best, largest(a, b, lambda));
    }
  }
  return best / 2;
}

/** `pairs`: alternatives that tie at the top with room to all sides. */
export function boundaryBound({ own, social }: Gradients, relevant: readonly boolean[],
  pairs: readonly (readonly [number, number])[]): number {
  const between = (rows: readonly (readonly number[])[], k: number, l: number): number[] => rows[k]!.map((x, c) => x - rows[l]![c]!);
  return pairs.reduce((most, [k, l]) => Math.max(most, ofPair(between(own, k, l), between(social, k, l), relevant)), 0);
}

export interface Ends {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The ε-LIC constant where the only informed agent is paid what the others get from the alternative at the type she reports (JM01
 * footnote 32). A lie within an alternative k gains (B_k - A_k)·(t - s); any other at most the largest |B_kx - A_lx| a unit. Undefined
 * where she can gain by lies of length zero. `chosen`: alternatives that are best for some type.
 */
export function paidOthersValue({ own, social }: Gradients, relevant: readonly boolean[], chosen: readonly number[]): Ends | undefined {
  if (chosen.some((k) => social[k]!.some((slope, x) => slope !== 0 && !relevant[x]))) return undefined;
  const gap = (k: number, l: number): number => social[k]!.reduce((most, slope, x) => Math.max(most, Math.abs(slope - own[l]![x]!)), 0);
  return {
    lower: Math.max(...chosen.map((k) => gap(k, k))), upper: Math.max(...chosen.flatMap((k) => chosen.map((l) => gap(k, l)))),
  };
}
