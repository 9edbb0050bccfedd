/** Bad parameters of kernel `ex-post`, each named with its field. */
import { valueRanges } from '../linear/pool.ts';
import { positionCount, validateCoordinates, validateFunctional, VALUE_MAX, type Functional } from '../linear/positions.ts';
import { EX_POST_TRANSFERS, type AuditedAgent, type Deviations, type ExPostParameters } from './spec.ts';

/** No number passes it, so that differences of two stay in 32 bits and squares in their limbs. */
const SUM_MAX = 2 ** 30;

type Range = readonly [number, number];

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new RangeError(message);
}

const hull = (ranges: readonly Range[]): Range => [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
const add = ([a, b]: Range, [c, d]: Range): Range => [a + c, b + d];
const size = ([low, high]: Range): number => Math.max(Math.abs(low), Math.abs(high));

function positive(name: string, value: number): void {
  check(Number.isInteger(value) && value >= 1, `${name}: ${value} is not a positive whole number`);
}

function checkSize(name: string, bound: number): void {
  check(bound <= SUM_MAX, `${name}: may reach ${bound} units, more than 2^30`);
}

/** Ranges of a functional's values, alternative by alternative. */
function checkFunctional(name: string, functional: Functional, { alternatives, coordinates }: ExPostParameters): Range[] {
  validateFunctional(name, functional, alternatives, positionCount(coordinates));
  return valueRanges(functional);
}

/** Most by which a transfer differs from zero, given the range of W. */
const transferBound = (transfer: AuditedAgent['transfer'], welfare: Range): number =>
  ({ none: 0, groves: size(welfare), vcg: welfare[1] - welfare[0] })[transfer];

function checkTable(name: string, table: Int32Array, { reports, classes }: Deviations): Range[] {
  check(table.length === reports * classes, `${name}: need ${reports * classes} entries, got ${table.length}`);
  check(table.every((entry) => Math.abs(entry) <= VALUE_MAX), `${name}: entries must be at most 2^28 in size`);
  return Array.from(
    { length: classes },
    (_, c) => hull(Array.from({ length: reports }, (_, r): Range => [table[r * classes + c]!, table[r * classes + c]!])),
  );
}

function checkDeviations(name: string, deviations: Deviations, transfer: AuditedAgent['transfer'], parameters: ExPostParameters): void {
  const { classes, classOf, reports } = deviations;
  positive(`${name}.reports`, reports);
  positive(`${name}.classes`, classes);
  check(classOf.length === parameters.alternatives, `${name}.classOf: need ${parameters.alternatives} entries, got ${classOf.length}`);
  check(classOf.every((c) => c >= 0 && c < classes), `${name}.classOf: classes must be from 0 to ${classes - 1}`);
  check(new Set(classOf).size === classes, `${name}.classOf: each of the ${classes} classes must occur`);
  const reportObjective = checkTable(`${name}.reportObjective`, deviations.reportObjective, deviations);
  const reportOthers = checkTable(`${name}.reportOthers`, deviations.reportOthers, deviations);
  const objective = checkFunctional(`${name}.objective`, deviations.objective, parameters);
  const others = checkFunctional(`${name}.othersWelfare`, deviations.othersWelfare, parameters);
  const ownValue = checkFunctional(`${name}.ownValue`, deviations.ownValue, parameters);
  const ownSignal = checkFunctional(`${name}.ownSignal`, deviations.ownSignal, parameters);
  checkSize(`${name}.objective`, size(hull(objective.map((range, k) => add(range, reportObjective[classOf[k]!]!)))));
  const paid = transferBound(transfer, hull(others.map((range, k) => add(range, reportOthers[classOf[k]!]!))));
  checkSize(`${name}: payoffs`, size(hull(ownValue.map((range, k) => add(range, ownSignal[k]!)))) + paid);
}

/** Returns the most that the agent's transfer can differ from zero. */
function checkAgent(name: string, agent: AuditedAgent, parameters: ExPostParameters): number {
  const { transfer, deviations } = agent;
  check(EX_POST_TRANSFERS.includes(transfer), `${name}.transfer: '${transfer}' is none of ${EX_POST_TRANSFERS.join(', ')}`);
  const value = hull(checkFunctional(`${name}.value`, agent.value, parameters));
  const paid = transferBound(transfer, hull(checkFunctional(`${name}.othersWelfare`, agent.othersWelfare, parameters)));
  checkSize(`${name}: payoffs`, size(value) + paid);
  if (deviations) checkDeviations(`${name}.deviations`, deviations, transfer, parameters);
  return paid;
}

/** Throws RangeError naming the field. */
export function validateExPost(parameters: ExPostParameters): void {
  const { agents, alternatives, coordinates, objective, tolerance, welfare } = parameters;
  positive('alternatives', alternatives);
  check(agents.length >= 1, 'agents: need at least one');
  check(
    Number.isInteger(tolerance) && tolerance >= 0 && tolerance <= SUM_MAX, `tolerance: ${tolerance} is not a whole number from 0 to 2^30`,
  );
  validateCoordinates(coordinates);
  checkSize('objective', size(hull(checkFunctional('objective', objective, parameters))));
  checkSize('welfare', size(hull(checkFunctional('welfare', welfare, parameters))));
  checkSize('agents: transfers summed', agents.reduce((sum, agent, i) => sum + checkAgent(`agents[${i}]`, agent, parameters), 0));
}
