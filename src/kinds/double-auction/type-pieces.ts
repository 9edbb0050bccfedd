/**
 * Which types of a trader there are, where her law has gaps in which others lie: constants are then suprema over her types alone and not
 * over the whole interval. In a gap without others gains are linear in the type, so that it makes no difference.
 */
import { gapsOf, massBelow, type Distribution } from '../../distributions/distribution.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { integrals, type Survival } from '../../experiments/order-statistics/survival.ts';
import type { IndexRange, TypeGaps } from '../../notions/epsilon-lic/type-gaps.ts';
import { gainAt } from '../../notions/misreport-gain.ts';
import { atomsOf, atomWidth } from './layout.ts';

/** Less than this between two types is rounding. */
const NOTHING = 1e-12;

type Gap = readonly [number, number];

/** Gaps of `law` in which `other` has mass, increasing. */
export const openGaps = (law: Distribution, other: Distribution): Gap[] =>
  gapsOf(law).filter(([from, to]) => massBelow(other, to) - other.cdf(from) > NOTHING);

/** Of a trader's law, in which any other trader lies. */
export function openGapsOf({ law, others }: TraderProblem): Gap[] {
  const open = others.filter(({ count }) => count > 0).flatMap((group) => openGaps(law, group.law));
  return gapsOf(law).filter(([from]) => open.some(([start]) => start === from));
}

/**
 * Boundaries of a survival table by what they hold, in the seller's orientation. Undefined where every number between the ends of the law
 * counts as a type.
 */
export function typeGaps(problem: TraderProblem, { x, sign, first, end }: Survival): TypeGaps | undefined {
  const open = openGapsOf(problem);
  if (open.length === 0) return undefined;
  const [low, high] = problem.law.support;
  const starts = [low, ...open.map(([, to]) => to)];
  const ends = [...open.map(([from]) => from), high];
  const own = starts.map((from, i): Gap => [from, ends[i]!]);
  const marked = new Set(atomsOf(problem));
  const width = atomWidth(problem);
  const clamped = (j: number): number => Math.min(end, Math.max(first, j));
  // An atom's cell goes up from it in the trader's own orientation, so down in a buyer's.
  const at = (y: number, far: boolean): number => clamped(nearest(x, sign * (y + (far && marked.has(y) ? width : 0))));
  const seller = sign === 1;
  const pieces = (seller ? own : own.toReversed()).map(([from, to]) => ({
    types: (seller ? [at(from, false), at(to, false)] : [at(to, false), at(from, false)]) as IndexRange,
    cells: (seller ? [at(from, false), at(to, true)] : [at(to, true), at(from, false)]) as IndexRange,
  }));
  return {
    pieces: pieces.map((piece) => {
      const [from, to] = piece.cells;
      const isCell = (j: number): boolean => x[j + 1]! - x[j]! < 2 * width;
      const inner: IndexRange = [isCell(from) ? from + 1 : from, isCell(to - 1) ? to - 1 : to];
      return inner[0] < inner[1] ? { ...piece, inner } : piece;
    }),
  };
}

/** Boundary nearest to y. */
function nearest(x: Float64Array, y: number): number {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= y) low = middle;
    else high = middle;
  }
  return y - x[low]! <= x[high]! - y ? low : high;
}

/** The atom in place of an end of the cell round it; any other type as it is. */
export function atomOrType(problem: TraderProblem, type: number): number {
  const width = 2 * atomWidth(problem);
  return (problem.law.atoms ?? []).find(({ at }) => Math.abs(type - at) <= width)?.at ?? type;
}

/**
 * Of a lie that gains most by its size, a type that there is: in a gap of her law in which nobody lies, the end that she lies away from.
 * In the gap the price-setting event is as likely throughout, so that from there to the same report the gain by size is the same.
 */
export function typeOfSizedLie(problem: TraderProblem, type: number): number {
  const place = atomOrType(problem, type);
  const gap = gapsOf(problem.law).find(([from, to]) => from < place && place < to);
  return gap === undefined ? place : gap[problem.trader === 'seller' ? 0 : 1];
}

/** Of what a lie may measure, the least share of the types' width: counts tell nothing of shorter ones. */
const SHORTEST = 1e-9;

/** From boundary `type` to boundary `report`, which gains `ratio` by its size. */
export interface SizedLie {
  readonly type: number;
  readonly report: number;
  readonly ratio: number;
}

/**
 * From a pilot's table, the lie that gains most by its size: across a cell inside a piece, or out of a type at a gap's lower end into the
 * gap. Undefined where none gains.
 */
export function bestSizedLie(s: Survival, { pieces }: TypeGaps): SizedLie | undefined {
  const { x, first, end } = s;
  const sums = integrals(s);
  let best: SizedLie | undefined;
  const tell = (type: number, report: number): void => {
    const size = x[report]! - x[type]!;
    if (size < SHORTEST * (x[end]! - x[first]!)) return;
    const ratio = gainAt(s, sums, type, report).estimate / size;
    if (ratio > (best?.ratio ?? 0)) best = { type, report, ratio };
  };
  pieces.forEach(({ inner: [from, to] = [0, 0], types: [, type], cells: [, start] }, i) => {
    for (let j = from; j < to; j++) tell(j, j + 1);
    const next = pieces[i + 1]?.cells[0] ?? start;
    for (let report = start + 1; report <= next; report++) tell(type, report);
  });
  return best;
}
