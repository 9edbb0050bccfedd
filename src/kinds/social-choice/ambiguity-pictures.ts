/** The belief that makes the binding lie worst, as a picture: draws of the others, and where the belief puts them. */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { Metric } from '../../beliefs/belief-set.ts';
import { worstBelief } from '../../beliefs/worst-belief.ts';
import { othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Point, Witness, WorstBelief } from '../../results/document.ts';
import { pointFinder, type PointFinder } from '../../experiments/reach/point.ts';
import { integerScores } from '../../experiments/reach/scores.ts';

export interface PicturedLie {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly agent: number;
  readonly point: Point;
  readonly witness: Witness;
  /** [K] own value of each alternative to the type less that to the report. */
  readonly rise: readonly number[];
  /** Gain of the lie under the prior. */
  readonly gain: number;
  readonly metric: Metric;
  readonly delta: number;
  /** Of the draws that are shown. */
  readonly key: StreamKey;
}

const DRAWS = 512;
const AXES = 2;

/** Undefined where points of the others' signal space cannot be looked for, or a class that the lie may lead to is not found. */
export function pictureOfLie({
  problem,
  mechanism,
  agent,
  point,
  witness,
  rise,
  gain,
  metric,
  delta,
  key,
}: PicturedLie): WorstBelief | undefined {
  const report = typeof witness.report === 'number' ? [witness.report] : witness.report;
  const finder = pointFinder(problem, mechanism, agent, report);
  const lowered = integerScores(problem, mechanism, { agent, reports: [report] });
  if ('unsupported' in finder || 'unsupported' in lowered) return undefined;
  const classRise = Array.from({ length: lowered.scores.classes }, (_, c) => rise[lowered.classOf.indexOf(c)]!);
  const coordinates = othersCoordinatesOf(problem, agent);
  const draws = Array.from(
    { length: DRAWS },
    (_, i) => coordinates.map((d, x) => problem.signals[d]!.law.quantile((threefry2x32(key, [i, x])[0] + 0.5) / 2 ** 32)),
  );
  const lowest = lowestAnywhere(finder, classRise);
  if (!lowest) return undefined;
  const values = draws.map((y) => classRise[finder.classAt(y)]!);
  const moved = metric === 'prokhorov' ? draws.map((y, i) => lowestWithin(finder, classRise, y, values[i]!, delta)) : undefined;
  const places = moved ?? draws.map((at, i) => ({ at, value: values[i]! }));
  const shown = axesOf(draws, places.map(({ at }) => at), coordinates.length);
  const onAxes = (y: readonly number[]): number[] => shown.map((x) => y[x]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  return worstBelief({ kind: metric, delta }, {
    values, least: lowest.value, ...(moved ? { eroded: moved.map(({ value }) => value) } : {})
  }, {
    agent: problem.agents[agent]!, point, witness,
    axes: shown.map((x) => problem.signals[coordinates[x]!]!.name),
    ranges: shown.map((x) => problem.signals[coordinates[x]!]!.law.support),
    base: gain - mean,
    from: (i) => onAxes(draws[i]!), moved: (i) => onAxes(places[i]!.at), sent: () => onAxes(lowest.at),
  });
}

interface Place {
  readonly at: readonly number[];
  readonly value: number;
}

const risingClasses = (rise: readonly number[]): number[] => Array.from(rise.keys()).sort((a, b) => rise[a]! - rise[b]!);

function lowestAnywhere(finder: PointFinder, rise: readonly number[]): Place | undefined {
  for (const c of risingClasses(rise)) {
    const at = finder.anywhere(c);
    if (at) return { at, value: rise[c]! };
  }
  return undefined;
}

/** The nearest point of the lowest class within reach. */
function lowestWithin(finder: PointFinder, rise: readonly number[], y: readonly number[], value: number, radius: number): Place {
  for (const c of risingClasses(rise)) {
    if (rise[c]! >= value) break;
    const at = finder.within(y, radius, c);
    if (at) return { at, value: rise[c]! };
  }
  return { at: y, value };
}

/** The one or two coordinates along which most is moved; the first where nothing is. */
function axesOf(draws: readonly (readonly number[])[], places: readonly (readonly number[])[], count: number): number[] {
  const way = Array.from({ length: count }, (_, x) => draws.reduce((sum, y, i) => sum + Math.abs(places[i]![x]! - y[x]!), 0));
  return Array.from(way.keys()).sort((a, b) => way[b]! - way[a]! || a - b).slice(0, AXES).sort((a, b) => a - b);
}
