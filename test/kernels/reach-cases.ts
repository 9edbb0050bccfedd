/** Made-up parameters of kernel `reach`, by a seed: any integers are a valid environment. */
import { SPAN, type ReachParameters } from '../../kernels/reach/spec.ts';
import type { Coordinate } from '../../kernels/linear/positions.ts';
import { caseMaker } from '../oracles/statistics.ts';

export interface ReachShape {
  readonly seed: number;
  readonly alternatives: number;
  readonly classes: number;
  readonly reports: number;
  readonly coordinates: number;
  readonly directions: number;
  readonly radii: number;
  /** Scores reach about this size; below 10 most comparisons are ties. */
  readonly size: number;
  /** Every direction enters one alternative. */
  readonly apart?: boolean;
  /** One alternative in so many is unsure; absent: none. */
  readonly unsure?: number;
  readonly hulls?: boolean;
  /** One (report, alternative) in so many is excluded. */
  readonly excluding?: number;
  /** Whole classes are excluded, or nothing. */
  readonly excludingClasses?: number;
  readonly equalTables?: boolean;
  /** Directions differ by their coordinates alone, and so do alternatives. */
  readonly alike?: boolean;
}

export function reachParameters(shape: ReachShape): ReachParameters {
  const { alternatives, classes, coordinates, directions, excluding, excludingClasses, radii, reports, size } = shape;
  const make = caseMaker(shape.seed);
  const signed = (most: number): number => make.whole(2 * most + 1) - most;
  const ints = (length: number, value: (i: number) => number): Int32Array => Int32Array.from({ length }, (_, i) => value(i));
  const oneIn = (many: number | undefined): number => (many !== undefined && make.whole(many) === 0 ? 1 : 0);
  const coordinate = (): Coordinate => {
    const inner = Array.from(
      { length: 15 }, () => [0, 2 ** 32, make.whole(2 ** 32), make.whole(2 ** 32)][make.whole(4)]!,
    ).sort((a, b) => a - b);
    return { thresholds: Float64Array.of(0, ...inner, 2 ** 32) };
  };
  const like = signed(size);
  const owners = ints(directions, (g) => (shape.alike ? g % alternatives : make.whole(alternatives)));
  const steps = ints(coordinates, () => [0, 1, 3, SPAN >> 5, SPAN >> 3][shape.alike ? 3 : make.whole(5)]!);
  const classOf = ints(alternatives, (k) => (k < classes ? classes - 1 - k : make.whole(classes)));
  const wholeClasses = ints(reports * classes, () => oneIn(excludingClasses));
  return {
    coordinates: Array.from({ length: coordinates }, coordinate),
    alternatives, classes, classOf,
    constants: ints(alternatives, () => (shape.alike ? 1 : signed(size))),
    directions,
    directionOf: ints(coordinates, (x) => (shape.alike ? x % directions : make.whole(directions + 1) - 1)),
    signs: ints(coordinates, () => (shape.alike ? 1 : 1 - 2 * make.whole(2))),
    slopes: ints(
      directions * alternatives,
      (at) => (shape.apart && owners[Math.floor(at / alternatives)] !== at % alternatives ? 0 : shape.alike ? like : signed(size)),
    ),
    reports,
    reportObjective: ints(reports * classes, () => (shape.equalTables ? 1 : signed(size))),
    radii,
    // The first radius moves nothing.
    shifts: ints(radii * coordinates, (at) => Math.min(SPAN, Math.floor(at / coordinates) * steps[at % coordinates]!)),
    excluded: Uint8Array.from(
      { length: reports * alternatives },
      (_, at) => Math.max(oneIn(excluding), wholeClasses[Math.floor(at / alternatives) * classes + classOf[at % alternatives]!]!),
    ),
    sure: Uint8Array.from({ length: alternatives }, () => 1 - oneIn(shape.unsure)),
    ...(
      shape.hulls
        ? { hulls: Float64Array.from(
          { length: reports * alternatives * directions * 2 }, (_, at) => (2 * (at % 2) - 1) * make.whole(2 * SPAN),
        ) }
        : {}
    ),
  };
}
