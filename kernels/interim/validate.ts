/** Bad parameters of kernel `interim`, each named with its field. */
import { positionCount, validateCoordinates, validateFunctional, VALUE_MAX, type Functional } from '../linear/positions.ts';
import { TRANSFER_KINDS, type InterimMechanism, type InterimParameters } from './spec.ts';

const GROUP_MAX = 64;
/** Sums of two such numbers stay in 32 bits. */
const SUM_MAX = 2 ** 30;

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new RangeError(message);
}

const largest = (values: Int32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function checkTable(name: string, table: Int32Array, length: number): void {
  check(table.length === length, `${name}: need ${length} entries, got ${table.length}`);
  check(largest(table) <= VALUE_MAX, `${name}: entries must be at most 2^28 in size`);
}

function checkLength(name: string, values: Int32Array, length: number): void {
  check(values.length === length, `${name}: need ${length} entries, got ${values.length}`);
}

/** A number that |value[k]| never exceeds but for rounding. */
function reach({ constants, factors }: Functional): number {
  const sizes = factors.map(({ rows, termRow, multipliers }) => {
    const size = new Float64Array(rows);
    multipliers.forEach((m, i) => (size[termRow[i]!]! += Math.abs(m)));
    return size;
  });
  return constants.reduce(
    (most, constant, k) =>
      Math.max(most, factors.reduce((sum, { rowOf }, f) => sum + (rowOf[k]! < 0 ? 0 : sizes[f]![rowOf[k]!]!), Math.abs(constant))),
    0,
  );
}

function checkFunctional(name: string, functional: Functional, { alternatives, coordinates }: InterimParameters, added = 0): void {
  validateFunctional(name, functional, alternatives, positionCount(coordinates));
  check(reach(functional) + added <= SUM_MAX, `${name}: with the tables added, values may pass 2^30`);
}

function checkMechanism(name: string, mechanism: InterimMechanism, parameters: InterimParameters): void {
  const { classes, line, reports } = parameters;
  const { reportObjective, reportOthers, transfer, transferTable } = mechanism;
  checkTable(`${name}.reportObjective`, reportObjective, reports * classes);
  checkTable(`${name}.reportOthers`, reportOthers, reports * classes);
  checkFunctional(`${name}.objective`, mechanism.objective, parameters, largest(reportObjective));
  checkFunctional(`${name}.othersWelfare`, mechanism.othersWelfare, parameters, largest(reportOthers));
  check(TRANSFER_KINDS.includes(transfer), `${name}.transfer: '${transfer}' is none of ${TRANSFER_KINDS.join(', ')}`);
  check(transfer !== 'table' || transferTable !== undefined, `${name}.transferTable: scheme table needs one`);
  if (transferTable !== undefined) checkTable(`${name}.transferTable`, transferTable, reports * classes);
  check(transfer !== 'breakpoints' || line !== undefined, `${name}.transfer: breakpoints needs reports on a line`);
}

/** table[r, c] = start[c] + r step[c] in every entry. */
function checkLinear(field: string, table: Int32Array, start: Int32Array | undefined, step: Int32Array | undefined, classes: number): void {
  check(start !== undefined && step !== undefined, `line: needs ${field}Start and ${field}Step`);
  checkLength(`line.${field}Start`, start, classes);
  checkLength(`line.${field}Step`, step, classes);
  table.forEach((value, i) => {
    const r = Math.floor(i / classes);
    const c = i % classes;
    check(value === start[c]! + r * step[c]!, `line.${field}Step: report ${r}, class ${c} is not on the line`);
  });
}

function checkLine({ base, classes, line, mechanism, typeValue }: InterimParameters): void {
  if (line === undefined) return;
  checkLinear('objective', mechanism.reportObjective, line.objectiveStart, line.objectiveStep, classes);
  checkLinear('value', typeValue, line.valueStart, line.valueStep, classes);
  if (base) checkLinear('baseObjective', base.reportObjective, line.baseObjectiveStart, line.baseObjectiveStep, classes);
}

/** Throws RangeError naming the field. */
export function validateInterim(parameters: InterimParameters): void {
  const { alternatives, base, classes, classOf, coordinates, groupSize, mechanism, ownValue, paired, reports, typeValue } = parameters;
  for (const [name, value] of [['alternatives', alternatives], ['classes', classes], ['reports', reports]] as const) {
    check(Number.isInteger(value) && value >= 1, `${name}: ${value} is not a positive whole number`);
  }
  validateCoordinates(coordinates);
  checkLength('classOf', classOf, alternatives);
  check(classOf.every((c) => c >= 0 && c < classes), `classOf: classes must be from 0 to ${classes - 1}`);
  check(new Set(classOf).size === classes, `classOf: each of the ${classes} classes must occur`);
  checkTable('typeValue', typeValue, reports * classes);
  checkFunctional('ownValue', ownValue, parameters, largest(typeValue));
  checkMechanism('mechanism', mechanism, parameters);
  if (base) checkMechanism('base', base, parameters);
  checkLine(parameters);
  check(
    paired.every((r, p) => r >= 0 && r < reports && (p === 0 || r > paired[p - 1]!)),
    `paired: must be increasing report numbers below ${reports}`,
  );
  check(
    Number.isInteger(Math.log2(groupSize)) && groupSize >= 1 && groupSize <= GROUP_MAX,
    `groupSize: ${groupSize} is not a power of two from 1 to ${GROUP_MAX}`,
  );
}
