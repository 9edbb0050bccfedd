/**
 * The field as functions of the type: the chance q of every alternative, and Q, how fast her own value moves, in each of her signals. A
 * line of types along her first open coordinate for each value of the others; bands hold for all types and alternatives at once.
 */
import { gradientsOf } from '../../experiments/field/walk-sums.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { Curve, Point } from '../../results/document.ts';
import type { Subject } from './subject.ts';

/** Lines told first, evenly among all, so that a figure shows what there is to see. */
const FIRST = 6;

interface Line {
  /** Values of the other coordinates in which types differ. */
  readonly at: string;
  readonly types: readonly number[];
}

/** Types along the first open coordinate, in order. */
function linesOf({ points, halfWidths, space: { names } }: Subject): { readonly along: number; readonly lines: readonly Line[] } {
  const open = halfWidths.flatMap((half, c) => (half > 0 ? [c] : []));
  const along = open[0] ?? 0;
  const groups = new Map<string, number[]>();
  points.forEach((point, t) => {
    const at = open.slice(1).map((c) => `${names[c]} = ${Number(point[c]!.toPrecision(4))}`).join(', ');
    groups.set(at, [...(groups.get(at) ?? []), t]);
  });
  const all = [...groups].map(([at, types]): Line => ({ at, types: types.toSorted((s, t) => points[s]![along]! - points[t]![along]!) }));
  const shown = Array.from({ length: Math.min(FIRST, all.length) }, (_, j) =>
    all[Math.round((j * (all.length - 1)) / Math.max(1, Math.min(FIRST, all.length) - 1))]!);
  return { along, lines: [...shown, ...all.filter((one) => !shown.includes(one))] };
}

/** `deviation`: by how much no chance at any type is off. */
export function fieldCurves(
  subject: Subject,
  { choices, classes, classOf, profiles }: InterimSums,
  { deviation, confidence, values }: { readonly deviation: number; readonly confidence: number; readonly values: Point },
): Curve[] {
  const { problem, space, points } = subject;
  const { own } = gradientsOf(problem, space.agent);
  const members = Array.from({ length: classes }, (_, c) => problem.alternatives.filter((__, k) => classOf[k] === c));
  const rates = members.map((_, c) => own[classOf.indexOf(c)]!);
  const chance = (t: number, c: number): number => choices[t * classes + c]! / profiles;
  const { along, lines } = linesOf(subject);
  const common = { agent: subject.name, confidence, guarantee: 'grid', profiles } as const;
  const curve = (quantity: string, point: Point, types: readonly number[], [low, high]: readonly [number, number], error: number,
    at: (t: number) => number): Curve => {
    const estimate = types.map(at);
    return {
      ...common, quantity, point, types: types.map((t) => points[t]![along]!), estimate,
      lower: estimate.map((x) => Math.max(low, x - error)), upper: estimate.map((x) => Math.min(high, x + error)),
    };
  };
  return lines.flatMap(({ at, types }) => {
    const here = { ...values, mechanism: at === '' ? 'efficient' : `efficient, ${at}` };
    const chances = members.map((names, c) => curve('choiceProbability', { ...here, alternative: names.slice(0, 3).join(' or ')
      + (names.length > 3 ? ` and ${names.length - 3} more` : '') }, types, [0, 1], deviation, (t) => chance(t, c)));
    const slopes = space.names.map((name, d) => {
      const row = rates.map((rate) => rate[d]!);
      const ends = [Math.min(...row), Math.max(...row)] as const;
      // Chances add up to one, so that rates count from their middle on.
      const middle = (ends[0] + ends[1]) / 2;
      const error = deviation * row.reduce((sum, rate) => sum + Math.abs(rate - middle), 0);
      return curve('fieldComponent', { ...here, coordinate: name }, types, ends, error,
        (t) => row.reduce((sum, rate, c) => sum + rate * chance(t, c), 0));
    });
    return [...chances, ...slopes];
  });
}
