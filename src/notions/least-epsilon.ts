/**
 * Least ε: the smallest ε such that some transfer scheme makes a choice rule ε-locally incentive compatible (Song22 Definitions
 * 3, 9), weakly so (Definition 10) or ε-incentive compatible (Definition 2), on a finite list of types of one agent whose
 * signals are independent of the others' and whose values are separable in her own.
 *
 * Then a mechanism is, to her, the chance q_c(t) of each class of alternatives under each report t and her interim utility μ:
 *
 *     u(t, s) = μ(t) + Σ_c q_c(t) (f_c(s) - f_c(t)),      f_c(s) = her own part of the value of class c,
 *
 * and transfers can give μ any values. So the constraint of a lie is μ(s) - μ(t) >= Σ_c q_c(t) (f_c(s) - f_c(t)) - ε d(t, s), and
 * the least ε is the largest ratio of Σ gain to Σ distance over cycles of types each of whom reports the next, with the
 * potentials of the critical cycle as optimal μ (docs/fields.md, section 1). Lies at distance zero must gain nothing: types
 * that share every own-payoff-relevant coordinate are one node, with the most tempting of its reports.
 *
 * The ratio keeps its sign: below zero, every lie on the list can be made to lose. ε itself is never below zero.
 */
import { criticalCycle, type ArcRows } from '../programs/cycles.ts';
import { atOnce } from '../run/turns.ts';

/** `lic`: distance in own-payoff-relevant coordinates, added up. `weak`: largest difference of any coordinate. `ic`: 1 for every lie. */
export type LieNotion = 'lic' | 'weak' | 'ic';

export interface TypeField {
  /** [T] own signals, no two alike. */
  readonly points: readonly (readonly number[])[];
  /** [coordinates] whether the coordinate enters the agent's own value. */
  readonly relevant: readonly boolean[];
  readonly classes: number;
  /** [T, C] f_c(s), in units of value. */
  readonly values: Float64Array;
  /** [T, C] q_c(t). */
  readonly chances: Float64Array;
  /** [type, report] gains before utilities, where they are no sums over classes: values that are not separable. */
  readonly gains?: Float64Array;
}

export interface LeastEpsilon {
  /** max(0, ratio), in units of value per unit of signal (per lie for `ic`). */
  readonly epsilon: number;
  /** Σ gain / Σ distance along the critical cycle; -Infinity where no two types can be told apart. */
  readonly ratio: number;
  /** The constant that `utility` reaches on these types, never below `ratio` but for rounding: the optimum lies between the two. */
  readonly bound: number;
  /** Types of the critical cycle: each gains by reporting the next, the last by reporting the first. */
  readonly cycle: readonly number[];
  /** [T] μ, up to a constant. */
  readonly utility: Float64Array;
}

/** Types that no lie at distance zero may tell apart, and the graph of lies between them. */
export interface LieGraph extends ArcRows {
  /** [T] node of each type, [nodes] first type of each. */
  readonly nodeOf: Int32Array;
  readonly firstOf: readonly number[];
  /** The report within a node that tempts a type most. */
  report(from: number, to: number): number;
}

/** The gain Σ_c q_c(t) (f_c(s) - f_c(t)) of type s by report t, before the difference of utilities. */
export function gainBeforeUtility({ points, classes, values, chances, gains }: TypeField, report: number, type: number): number {
  if (gains) return gains[type * points.length + report]!;
  let gain = 0;
  for (let c = 0; c < classes; c++) gain += chances[report * classes + c]! * (values[type * classes + c]! - values[report * classes + c]!);
  return gain;
}

/** Node of each type: for `lic` types that agree in the relevant coordinates share one; and the first type of each. */
export function nodesOf({ points, relevant }: TypeField, notion: LieNotion): { readonly nodeOf: Int32Array; readonly firstOf: number[] } {
  const numbers = new Map<string, number>();
  const firstOf: number[] = [];
  const nodeOf = Int32Array.from(points, (point, type) => {
    const key = notion === 'lic' ? point.filter((_, x) => relevant[x]).join() : point.join();
    let node = numbers.get(key);
    if (node === undefined) {
      numbers.set(key, (node = firstOf.length));
      firstOf.push(type);
    }
    return node;
  });
  return { nodeOf, firstOf };
}

/** Adds |difference| (or takes the largest) of one coordinate to every node's distance. */
function addDistances(length: Float64Array, coordinate: Float64Array, own: number, largest: boolean): void {
  if (largest) for (let b = 0; b < length.length; b++) length[b] = Math.max(length[b]!, Math.abs(own - coordinate[b]!));
  else for (let b = 0; b < length.length; b++) length[b]! += Math.abs(own - coordinate[b]!);
}

/** The graph of lies; from a true type to what it reports. */
export function lieGraph(field: TypeField, notion: LieNotion): LieGraph {
  const { points, relevant, classes, chances } = field;
  // Only differences of values count; taken from the first type they keep their digits however far from zero values lie.
  const values = field.values.map((value, at) => value - field.values[at % classes]!);
  const { nodeOf, firstOf } = nodesOf(field, notion);
  const types = points.length;
  const nodes = firstOf.length;
  const measured = relevant.flatMap((enters, x) =>
    (notion === 'weak' || (notion === 'lic' && enters) ? [Float64Array.from(firstOf, (type) => points[type]![x]!)] : []));
  // By class and type, so that rows are sums of columns; and Σ_c q_c(t) f_c(t), which every row takes away.
  const columns = Array.from({ length: classes }, (_, c) => Float64Array.from({ length: types }, (__, t) => chances[t * classes + c]!));
  const own = Float64Array.from(
    { length: types }, (_, t) => columns.reduce((sum, column, c) => sum + column[t]! * values[t * classes + c]!, 0),
  );
  const gains = new Float64Array(types);
  const fill = (type: number, into: Float64Array): void => {
    if (field.gains) return into.set(field.gains.subarray(type * types, (type + 1) * types));
    for (let t = 0; t < types; t++) into[t] = -own[t]!;
    columns.forEach((column, c) => {
      const value = values[type * classes + c]!;
      if (value !== 0) for (let t = 0; t < types; t++) into[t]! += value * column[t]!;
    });
  };
  return {
    nodes, nodeOf, firstOf,
    row(from, weight, length) {
      const type = firstOf[from]!;
      if (nodes === types) fill(type, weight);
      else {
        fill(type, gains);
        weight.fill(-Infinity);
        for (let t = 0; t < types; t++) if (gains[t]! > weight[nodeOf[t]!]!) weight[nodeOf[t]!] = gains[t]!;
      }
      length.fill(notion === 'ic' ? 1 : 0);
      for (const coordinate of measured) addDistances(length, coordinate, coordinate[from]!, notion === 'weak');
    },
    report(from, to) {
      fill(firstOf[from]!, gains);
      let best = firstOf[to]!;
      for (let t = 0; t < types; t++) if (nodeOf[t] === to && gains[t]! > gains[best]!) best = t;
      return best;
    },
  };
}

/** The least ε on the field's types by cycles, with no constraint but the lies; in steps. */
export function* leastEpsilonInSteps(field: TypeField, notion: LieNotion): Generator<undefined, LeastEpsilon> {
  const graph = lieGraph(field, notion);
  const found = yield* criticalCycle(graph);
  if (found === undefined) return { epsilon: 0, ratio: -Infinity, bound: 0, cycle: [], utility: new Float64Array(field.points.length) };
  const { cycle, ratio, bound, potentials } = found;
  return {
    epsilon: Math.max(0, ratio), ratio, bound,
    cycle: cycle.map((to, position) => graph.report(cycle[(position + cycle.length - 1) % cycle.length]!, to)),
    utility: Float64Array.from(graph.nodeOf, (node) => potentials[node]!),
  };
}

/** The same, between whose steps nothing has its turn. */
export const leastEpsilon = (field: TypeField, notion: LieNotion): LeastEpsilon => atOnce(leastEpsilonInSteps(field, notion));

/** The constant of a given μ on the field's types: the largest gain per unit of lie, the plain way, over all pairs; a type a step. */
export function* constantInSteps(field: TypeField, notion: LieNotion, utility: ArrayLike<number>): Generator<undefined, number> {
  const { points, relevant } = field;
  const nothing = GAIN_IS_ZERO * scaleOf(field);
  let constant = -Infinity;
  const tell = (point: readonly number[], type: number): void => points.forEach((reported, report) => {
    if (report === type) return;
    let distance = 0;
    if (notion === 'ic') distance = 1;
    else if (notion === 'weak') distance = Math.max(...point.map((x, d) => Math.abs(x - reported[d]!)));
    else point.forEach((x, d) => { if (relevant[d]) distance += Math.abs(x - reported[d]!); });
    const gain = gainBeforeUtility(field, report, type) + utility[report]! - utility[type]!;
    if (distance > 0) constant = Math.max(constant, gain / distance);
    else if (gain > nothing) constant = Infinity;
  });
  for (const [type, point] of points.entries()) {
    yield;
    tell(point, type);
  }
  return constant;
}

export const constantOf = (field: TypeField, notion: LieNotion, utility: ArrayLike<number>): number =>
  atOnce(constantInSteps(field, notion, utility));

/** Gains at distance zero up to here are rounding, as a share of the largest difference of values. */
const GAIN_IS_ZERO = 1e-9;

/** The largest difference of her values, or of what lies gain where values are no sums over classes; in units of value. */
export const scaleOf = ({ values, classes, gains }: TypeField): number =>
  (gains ?? values).reduce((largest, value, at) => Math.max(largest, Math.abs(gains ? value : value - values[at % classes]!)), 0);

/**
 * The exact value on one line of types (docs/fields.md, section 2): with own values a_c s and ψ(t) = Σ_c a_c q_c(t), half the
 * largest fall of ψ from a lower to a higher type. `slopes` is ψ at increasing types. -Infinity for a single type.
 */
export function leastEpsilonOnLine(slopes: ArrayLike<number>): number {
  let highest = -Infinity;
  let fall = -Infinity;
  for (let t = 0; t < slopes.length; t++) {
    fall = Math.max(fall, highest - slopes[t]!);
    highest = Math.max(highest, slopes[t]!);
  }
  return fall / 2;
}
