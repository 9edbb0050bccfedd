/** Bad parameters of kernel `reach`, each named with its field. */
import { validateCoordinates } from '../linear/positions.ts';
import { ENTRIES_MAX, entriesOf, REACH_CLASSES_MAX, SCORE_MAX, SPAN, type ReachParameters } from './spec.ts';

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new RangeError(message);
}

function checkList(
  name: string,
  list: { readonly length: number; every(holds: (value: number, i: number) => boolean): boolean },
  length: number,
  holds: (value: number, i: number) => boolean,
  wanted: string,
): void {
  check(list.length === length, `${name}: need ${length} entries, got ${list.length}`);
  check(list.every(holds), `${name}: must be ${wanted}`);
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
const isFlag = (value: number): boolean => value === 0 || value === 1;

export function validateReach(parameters: ReachParameters): void {
  const { alternatives, classes, coordinates, directions, hulls, radii, reports } = parameters;
  validateCoordinates(coordinates);
  check(coordinates.every(({ fine }) => !fine), 'coordinates: fine ones are not taken');
  for (const name of ['alternatives', 'classes', 'reports', 'radii'] as const) {
    check(isCount(parameters[name]), `${name}: must be a positive integer`);
  }
  check(classes <= REACH_CLASSES_MAX, `classes: at most ${REACH_CLASSES_MAX}, got ${classes}`);
  check(
    entriesOf(parameters) <= ENTRIES_MAX,
    `reports: ${radii} radii, ${reports} reports and ${classes} classes make more than ${ENTRIES_MAX} counts`,
  );
  const signals = coordinates.length;
  checkList('classOf', parameters.classOf, alternatives, (c) => c >= 0 && c < classes, `classes below ${classes}`);
  checkList('constants', parameters.constants, alternatives, () => true, '');
  checkList('directionOf', parameters.directionOf, signals, (g) => g >= -1 && g < directions, `directions below ${directions}`);
  checkList('signs', parameters.signs, signals, (sign) => Math.abs(sign) === 1, '1 or -1');
  checkList('slopes', parameters.slopes, directions * alternatives, () => true, '');
  checkList('reportObjective', parameters.reportObjective, reports * classes, () => true, '');
  checkList(
    'shifts', parameters.shifts, radii * signals,
    (s, at) => s >= 0 && s <= SPAN && (at < signals || s >= parameters.shifts[at - signals]!),
    'from 0 to 2^21 and nondecreasing in the radius',
  );
  checkList('excluded', parameters.excluded, reports * alternatives, isFlag, '0 or 1');
  checkList('sure', parameters.sure, alternatives, isFlag, '0 or 1');
  if (hulls) checkList('hulls', hulls, reports * alternatives * directions * 2, (x) => !Number.isNaN(x), 'numbers');
  check(scoreSize(parameters) <= SCORE_MAX, `slopes: scores may pass 2^27`);
}

const largest = (values: Int32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** A number of money units that no score passes. */
export function scoreSize({
  alternatives, constants, directionOf, reportObjective, slopes,
}: Pick<ReachParameters, 'alternatives' | 'constants' | 'directionOf' | 'reportObjective' | 'slopes'>): number {
  const moving = directionOf.reduce(
    (sum, g) => (g < 0 ? sum : sum + largest(slopes.subarray(g * alternatives, (g + 1) * alternatives))),
    0,
  );
  return largest(constants) + largest(reportObjective) + moving;
}
