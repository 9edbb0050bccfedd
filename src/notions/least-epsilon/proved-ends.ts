/**
 * What multipliers and utilities prove of a least ε once rounding has had its worst: the ends that a file may claim.
 *
 * Weighed and added up, the rows say slope · ε >= bound. In double precision a difference is out by a unit u = 2^-53 of itself, a product
 * by one more, and a sum of n terms by n - 1 units of what their sizes add up to. So with n terms of which none has more than
 * eight roundings the sums are out by no more than (n + 8) u A (1 + (n + 8) u) <= 2 (n + 8) u A, where A are the sizes, as long as n <
 * 2^40. Products too small for that are out by the least number there is.
 */
import { gainBeforeUtility, type LieNotion, type TypeField } from '../least-epsilon.ts';
import type { BindingRow, SideConstraints } from './program.ts';

export interface ProvedAgent {
  readonly name: string;
  readonly field: TypeField;
  /** [T] how many agents of each type are expected: the law of the types, times the agents of this kind. */
  readonly weights: ArrayLike<number>;
  /** [C] alternatives in each class. */
  readonly members: readonly number[];
  /** [T] μ. */
  readonly utility: ArrayLike<number>;
}

/** One inequality and how often it is taken; types by their place in the list. */
export interface WeighedRow extends Omit<BindingRow, 'multiplier' | 'agent'> {
  readonly agent?: number;
  readonly weight: number;
}

/** A sum and the sizes of its terms. */
class Sum {
  total = 0;
  private size = 0;
  private count = 0;
  private times = 0;

  /** `size`: what the term is made of, where parts of it cancel. */
  add(weight: number, term: number, size = Math.abs(term)): void {
    this.total += weight * term;
    this.size += weight * size;
    this.times += weight;
    this.count++;
  }

  /** By how much the total may be out. */
  get doubt(): number {
    return this.size * (this.count + 8) * Number.EPSILON + this.times * 2 * Number.MIN_VALUE;
  }
}

/** Distance of two types, which rounding has lowered or raised by no more than a unit a coordinate. */
function distanceOf({ points, relevant }: TypeField, notion: LieNotion, a: number, b: number): number {
  if (notion === 'ic') return 1;
  const steps = points[a]!.map((x, c) => Math.abs(x - points[b]![c]!));
  return notion === 'weak' ? Math.max(...steps) : steps.reduce((sum, step, c) => (relevant[c] ? sum + step : sum), 0);
}

/** What the rows leave of ε: at least 0, in its units; Infinity where they contradict each other at every ε. */
export function provedLower(
  agents: readonly ProvedAgent[], { notion, budget }: SideConstraints, rows: readonly WeighedRow[],
): number {
  const [slope, bound] = [new Sum(), new Sum()];
  for (const { kind, agent = -1, from = -1, to = -1, alpha = 0, weight } of rows) {
    if (kind === 'budget' && budget) {
      bound.add(weight, -budget.welfare);
      bound.add(weight, -budget.deficit);
    }
    if (kind !== 'lie' && kind !== 'bounded') continue;
    const { field, members } = agents[agent]!;
    const { classes, values, chances } = field;
    if (kind === 'lie') {
      const distance = distanceOf(field, notion, from, to);
      slope.add(weight, distance, distance * (1 + field.relevant.length));
    } else bound.add(weight, -alpha);
    for (let c = 0; c < classes; c++) {
      const chance = chances[to * classes + c]!;
      const rise = values[to * classes + c]! - values[from * classes + c]!;
      if (kind === 'lie') bound.add(weight, -chance * rise);
      else {
        const [beyond, size] = [Math.max(0, rise - alpha), Math.abs(rise) + alpha];
        bound.add(weight, -chance * beyond, chance * size);
        slope.add(weight, members[c]! * beyond, members[c]! * size);
      }
    }
  }
  const least = bound.total - bound.doubt;
  if (!(least > 0)) return 0;
  return slope.total + slope.doubt > 0 ? (least / (slope.total + slope.doubt)) * (1 - 2 * Number.EPSILON) : Infinity;
}

/**
 * The ε that the utilities need where no lie may gain more than it permits and `slack`, in units of value; half of that is left to
 * rounding, here and where the lies are added up again.
 */
export function neededByLies(agents: readonly ProvedAgent[], notion: LieNotion, slack: number): number {
  let most = 0;
  for (const { field, utility } of agents) {
    for (let type = 0; type < field.points.length; type++) {
      for (let report = 0; report < field.points.length; report++) {
        const over = gainBeforeUtility(field, report, type) + utility[report]! - utility[type]! - slack / 2;
        if (!(over > 0) || report === type) continue;
        const distance = distanceOf(field, notion, type, report);
        if (distance > 0) most = Math.max(most, over / distance);
      }
    }
  }
  return most;
}
