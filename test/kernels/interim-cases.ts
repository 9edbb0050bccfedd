/** Made-up parameters of kernel `interim`, by a seed: any integers are a valid environment. */
import type { InterimMechanism, InterimParameters, InterimTransferKind } from '../../kernels/interim/spec.ts';
import type { Coordinate, Factor, Functional } from '../../kernels/linear/positions.ts';
import { caseMaker } from '../oracles/statistics.ts';

export interface InterimShape {
  readonly seed: number;
  readonly alternatives: number;
  readonly classes: number;
  readonly reports: number;
  readonly coordinates: number;
  /** Values reach about this size; below 10 most comparisons are ties. */
  readonly size: number;
  readonly transfer: InterimTransferKind;
  /** Scheme of the base mechanism, for an insured one. */
  readonly base?: InterimTransferKind;
  readonly line?: boolean;
  /** Zero reportOthers and ownValue. */
  readonly isPrivate?: boolean;
  readonly paired?: readonly number[];
  readonly groupSize?: number;
  readonly cells?: number;
  /** Cells of unequal widths, and every other coordinate a fine one. */
  readonly fine?: boolean;
  /** All slopes the same. */
  readonly equalSteps?: boolean;
}

export function interimParameters(shape: InterimShape): InterimParameters {
  const {
    seed, alternatives, classes, reports, coordinates, size, transfer, line, isPrivate, paired = [], groupSize = 1, cells = 16,
  } = shape;
  const make = caseMaker(seed);
  const signed = (most: number): number => make.whole(2 * most + 1) - most;
  const ints = (length: number, value: (i: number) => number): Int32Array => Int32Array.from({ length }, (_, i) => value(i));

  const coordinate = (): Coordinate => {
    const inner = Array.from(
      { length: cells - 1 }, () => [0, 2 ** 32, make.whole(2 ** 32), make.whole(2 ** 32)][make.whole(4)]!,
    ).sort((a, b) => a - b);
    return { thresholds: Float64Array.of(0, ...inner, 2 ** 32) };
  };
  const widths = (coordinate: Coordinate, d: number): Coordinate => {
    if (!shape.fine) return coordinate;
    const last = d % 2 === 0 ? 2 ** 28 : 2 ** 20;
    const inner = Array.from(
      { length: coordinate.thresholds.length - 2 }, (_, c) => Math.floor(last ** ((c + 1) / (coordinate.thresholds.length - 1))) + c,
    );
    return { ...coordinate, starts: Int32Array.of(0, ...inner, last), ...(d % 2 === 0 ? { fine: true } : {}) };
  };
  const positions = shape.fine ? coordinates + Math.ceil(coordinates / 2) : coordinates;
  const factor = (): Factor => {
    const rows = 1 + make.whole(alternatives);
    const terms = coordinates === 0 ? 0 : make.whole(2 * rows + 2);
    return {
      rows,
      rowOf: ints(alternatives, () => make.whole(rows + 1) - 1),
      termRow: ints(terms, () => make.whole(rows)).sort(),
      coordinates: ints(terms, () => make.whole(positions)),
      multipliers: ints(terms, () => signed(size)),
    };
  };
  const functional = (): Functional =>
    ({ constants: ints(alternatives, () => signed(size)), factors: Array.from({ length: 1 + make.whole(2) }, factor) });
  const zero: Functional = { constants: new Int32Array(alternatives), factors: [] };

  // Every class occurs, in no order.
  const classOf = ints(alternatives, (k) => (k < classes ? classes - 1 - k : make.whole(classes)));
  const starts = (): Int32Array => ints(classes, () => signed(size));
  const common = signed(3);
  const steps = (): Int32Array => ints(classes, () => (shape.equalSteps ? common : signed([1, 3, size][make.whole(3)]!)));
  const table = (): Int32Array => ints(reports * classes, () => signed(size));
  const onLine = (start: Int32Array, step: Int32Array): Int32Array =>
    ints(reports * classes, (i) => start[i % classes]! + Math.floor(i / classes) * step[i % classes]!);

  const mechanism = (kind: InterimTransferKind, start: Int32Array, step: Int32Array): InterimMechanism => {
    const objective = functional();
    return {
      objective,
      othersWelfare: make.whole(2) === 0 ? objective : functional(),
      reportObjective: line ? onLine(start, step) : table(),
      reportOthers: isPrivate ? new Int32Array(reports * classes) : table(),
      transfer: kind,
      ...(kind === 'table' ? { transferTable: table() } : {}),
    };
  };
  const lines = {
    objectiveStart: starts(), objectiveStep: steps(), valueStart: starts(), valueStep: steps(),
    ...(shape.base ? { baseObjectiveStart: starts(), baseObjectiveStep: steps() } : {}),
  };
  return {
    coordinates: Array.from({ length: coordinates }, (_, d) => widths(coordinate(), d)),
    alternatives,
    classes,
    classOf,
    reports,
    typeValue: line ? onLine(lines.valueStart, lines.valueStep) : table(),
    ownValue: isPrivate ? zero : functional(),
    mechanism: mechanism(transfer, lines.objectiveStart, lines.objectiveStep),
    ...(shape.base ? { base: mechanism(shape.base, lines.baseObjectiveStart!, lines.baseObjectiveStep!) } : {}),
    ...(line ? { line: lines } : {}),
    paired: Int32Array.from(paired),
    groupSize,
  };
}
