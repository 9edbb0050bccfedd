/**
 * The field as functions of the type: the chance q of every alternative, and Q, how fast her own value moves, in each of her signals. A
 * line of types along her first open coordinate for each value of the others; bands hold for all types and alternatives at once.
 */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { gradientsOf } from '../../experiments/field/walk-sums.ts';
import type { TypeField } from '../../notions/least-epsilon.ts';
import type { Curve, Estimate, Point } from '../../results/document.ts';
import type { Subject } from './subject.ts';

/** Lines told first, evenly among all, so that a figure shows what there is to see. */
const FIRST = 6;

interface Line {
  /** Values of the other coordinates in which types differ. */
  readonly at: string;
  readonly types: readonly number[];
}

/** Types along the first open coordinate, in order. */
function linesOf({ points, halfWidths, space: { names } }: Omit<Subject, 'problem'>): {
  readonly along: number; readonly lines: readonly Line[];
} {
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

/** A function of the type, by its place in the list of types. */
export interface OfType {
  readonly at: (type: number) => number;
  readonly ends: readonly [number, number];
  /** By how much it is off at no type. */
  readonly error: number;
}

export interface ToldField {
  /** Chance of each class of alternatives, with its name. */
  readonly chances: readonly (OfType & { readonly name: string })[];
  /** [C] component of the field in each of her coordinates. */
  readonly components: readonly OfType[];
}

/** The utilities of the optimum by their lines: numbers that transfers are chosen to give, not estimates. */
export function utilityCurves(subject: Subject<SocialChoiceProblem>, utility: ArrayLike<number>, values: Point): Curve[] {
  const { points, space: { names } } = subject;
  const { along, lines } = linesOf(subject);
  return lines.map(({ at, types }) => {
    const chosen = types.map((t) => utility[t]!);
    return {
      quantity: 'interimUtility', agent: subject.name, confidence: 1, guarantee: 'grid', profiles: 0,
      point: { ...values, mechanism: 'least ε', along: names[along]!, ...(at === '' ? {} : { others: at }) },
      types: types.map((t) => points[t]![along]!), estimate: chosen, lower: chosen, upper: chosen,
    };
  });
}

export type CurveBasis = Pick<Estimate, 'confidence' | 'profiles'> & { readonly values: Point };

/** `facets`: what else says which field it is, such as its stage. */
export function curvesOf(
  subject: Subject<SocialChoiceProblem>, { chances, components }: ToldField, { values, ...basis }: CurveBasis, facets: Point = {},
): Curve[] {
  const { points, space } = subject;
  const { along, lines } = linesOf(subject);
  const curve = (quantity: string, point: Point, types: readonly number[], { at, ends: [low, high], error }: OfType): Curve => {
    const estimate = types.map(at);
    return {
      agent: subject.name, guarantee: 'grid', ...basis, quantity, point, types: types.map((t) => points[t]![along]!), estimate,
      lower: estimate.map((x) => Math.max(low, x - error)), upper: estimate.map((x) => Math.min(high, x + error)),
    };
  };
  return lines.flatMap(({ at, types }) => {
    const here = {
      ...values, ...facets, mechanism: 'efficient', along: space.names[along]!, ...(at === '' ? {} : { others: at }),
    };
    return [
      ...chances.map(({ name, ...chance }) => curve('choiceProbability', { ...here, alternative: name }, types, chance)),
      ...components.map((component, d) => curve('fieldComponent', { ...here, coordinate: space.names[d]! }, types, component)),
    ];
  });
}

/** A class of alternatives by the first of its names. */
const named = (names: readonly string[]): string =>
  names.slice(0, 3).join(' or ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');

/** The linear case. `classOf`: class of every alternative; `deviation`: by how much no chance at any type is off. */
export function toldField(
  { problem, space }: Subject, { chances, classes }: Pick<TypeField, 'chances' | 'classes'>, classOf: ArrayLike<number>, deviation: number,
): ToldField {
  const { own } = gradientsOf(problem, space.agent);
  const first = Array.from({ length: classes }, (_, c) => problem.alternatives.findIndex((__, k) => classOf[k] === c));
  const chance = (t: number, c: number): number => chances[t * classes + c]!;
  return {
    chances: first.map((_, c) => ({
      name: named(problem.alternatives.filter((__, k) => classOf[k] === c)), ends: [0, 1], error: deviation, at: (t) => chance(t, c),
    })),
    components: space.names.map((_, d) => {
      const row = first.map((k) => own[k]![d]!);
      const ends = [Math.min(...row), Math.max(...row)] as const;
      // Chances add up to one, so that rates count from their middle on.
      const middle = (ends[0] + ends[1]) / 2;
      return {
        ends, error: deviation * row.reduce((sum, rate) => sum + Math.abs(rate - middle), 0),
        at: (t) => row.reduce((sum, rate, c) => sum + rate * chance(t, c), 0),
      };
    }),
  };
}
