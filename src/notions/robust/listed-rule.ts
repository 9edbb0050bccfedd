/** The efficient rule where all types are in lists: what every type gains by every report at every profile of the others. */
import { othersCoordinatesOf } from '../../environment/social-choice.ts';
import { tieWidth } from '../../experiments/enumeration/scale.ts';
import { basesOf, type GridLaw } from '../../experiments/field/grid-opponents.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { ownSpace } from '../../experiments/own-signal.ts';

type Point = readonly number[];

/** What every type gains by every report at every profile of the others. */
export interface ListedRule {
  readonly points: readonly Point[];
  /** [nodes] types that own values do not tell apart. */
  readonly nodes: readonly (readonly number[])[];
  /** [Z] */
  readonly others: readonly Point[];
  readonly chances: Float64Array;
  /** [T][T] gain of a type by a report, [Z]. */
  readonly gains: readonly (readonly Float64Array[])[];
  /** [nodes][nodes] how far apart they are, in what enters the own value. */
  readonly lengths: readonly (readonly number[])[];
  /** Gains below this are rounding. */
  readonly rounding: number;
}

const product = (lists: readonly (readonly number[])[]): number[][] =>
  lists.reduce<number[][]>((rows, list) => rows.flatMap((row) => list.map((x) => [...row, x])), [[]]);

export function listedRule(problem: LinearProblem, agent: number): ListedRule {
  const { signals, alternatives } = problem;
  const { coordinates, relevant } = ownSpace(problem, agent);
  const points = product(coordinates.map((d) => signals[d]!.law.atoms!.map(({ at }) => at)));
  const laws = othersCoordinatesOf(problem, agent).map((coordinate): GridLaw => {
    const atoms = signals[coordinate]!.law.atoms!;
    return { coordinate, points: atoms.map(({ at }) => at), weights: atoms.map(({ mass }) => mass) };
  });
  const { own, social } = gradientsOf(problem, agent);
  const worth = (rows: readonly (readonly number[])[], point: Point): number[] =>
    rows.map((row) => row.reduce((sum, c, d) => sum + c * point[d]!, 0));
  const values = points.map((point) => worth(own, point));
  const heights = points.map((point) => worth(social, point));
  const tie = tieWidth(problem, { weights: problem.agents.map(() => 1), bonuses: [] });
  const chances: number[] = [];
  const others: number[][] = [];
  const chosen: number[][] = points.map(() => []);
  for (const { base, chance } of basesOf(problem, laws)) {
    // The first of the others' coordinates varies fastest.
    let rest = chances.length;
    others.push(laws.map((law) => {
      const at = rest % law.points.length;
      rest = Math.floor(rest / law.points.length);
      return law.points[at]!;
    }));
    chances.push(chance);
    heights.forEach((height, t) => {
      const all = alternatives.map((_, k) => base[k]! + height[k]!);
      const most = Math.max(...all);
      chosen[t]!.push(all.findIndex((w) => w >= most - tie));
    });
  }
  const gains = values.map((mine) => values.map((told, t) => Float64Array.from(chosen[t]!, (k) => mine[k]! - told[k]!)));
  const keys = points.map((point) => point.filter((_, c) => relevant[c]).join());
  const nodes = [...new Set(keys)].map((key) => keys.flatMap((one, t) => (one === key ? [t] : [])));
  const lengths = nodes.map(([s]) => nodes.map(([t]) =>
    points[s!]!.reduce((sum, x, c) => sum + (relevant[c] ? Math.abs(x - points[t!]![c]!) : 0), 0)));
  const rounding = 1e-12 * Math.max(...values.flat().map(Math.abs), Number.MIN_VALUE);
  return { points, nodes, others, chances: Float64Array.from(chances), gains, lengths, rounding };
}

/** A lie of a type as another. */
export interface Lie {
  readonly type: number;
  readonly report: number;
}
