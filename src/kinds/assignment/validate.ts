/** Whether an assignment study can be run; every error names its field. */
import { InputError } from '../../errors.ts';
import { requireLaw } from '../../environment/checks.ts';
import { ASSIGNMENT_SIDE_MAX } from '../../environment/assignment-market.ts';
import { ASSIGNMENT_PAYMENTS, type AssignmentMechanism, type AssignmentStudy } from './study-point.ts';
import { inUnits } from './units.ts';

const isRecord = (value: unknown): boolean => value !== null && typeof value === 'object' && !Array.isArray(value);

export function validateAssignmentStudy({ market, mechanisms, agents }: AssignmentStudy): void {
  if (!isRecord(market)) throw new InputError('market', 'must be an assignment market { bidders, objects, laws }');
  const { bidders, objects, laws } = market;
  for (const [name, side] of [['bidders', bidders], ['objects', objects]] as const) {
    if (!Number.isInteger(side) || side < 1 || side > ASSIGNMENT_SIDE_MAX) throw new InputError(`market.${name}`, `must be a whole number from 1 to ${ASSIGNMENT_SIDE_MAX}, got ${side}`);
  }
  if (!Array.isArray(laws) || laws.length !== bidders * objects) throw new InputError('market.laws', `must be a list of ${bidders * objects} laws, bidder by bidder`);
  for (const law of new Set(laws)) {
    const at = `market.laws[${laws.indexOf(law)}]`;
    requireLaw(at, law);
    if (law.support[0] < 0) throw new InputError(at, 'must not go below 0: an object can be left unused');
  }
  inUnits(market);
  if (!Array.isArray(mechanisms) || mechanisms.length === 0) throw new InputError('mechanisms', 'must be a list of at least one mechanism { name, payments }');
  mechanisms.forEach((mechanism: AssignmentMechanism, m) => {
    if (!isRecord(mechanism) || typeof mechanism.name !== 'string' || mechanism.name.trim() === '') throw new InputError(`mechanisms[${m}].name`, 'must be a text');
    if (!ASSIGNMENT_PAYMENTS.includes(mechanism.payments)) throw new InputError(`mechanisms[${m}].payments`, `must be one of ${ASSIGNMENT_PAYMENTS.join(', ')}, got ${String(mechanism.payments)}`);
  });
  if (new Set(mechanisms.map(({ name }: AssignmentMechanism) => name)).size < mechanisms.length) throw new InputError('mechanisms', 'must have different names');
  const isBidder = (agent: unknown): boolean => Number.isInteger(agent) && (agent as number) >= 0 && (agent as number) < bidders;
  if (agents !== undefined && (!Array.isArray(agents) || agents.length === 0 || !agents.every(isBidder))) throw new InputError('agents', `must list bidders by index, 0 to ${bidders - 1}`);
}
